// Stories as lines to read: when, what, who and to whom, and the words. More are fetched on demand.
import { useEffect, useState } from "preact/hooks";
import { get, path, useAnswer } from "../api.ts";
import type { List, StoryItem } from "../model.ts";
import { address, type Values } from "../route.ts";
import { actName, codeName, languageName, number, shortened, spanText } from "../text/format.ts";
import { useText } from "../text/language.ts";
import { Answer } from "./answer.tsx";

export function StoryLine({ story }: { story: StoryItem }) {
  const { language, t } = useText();
  return (
    <li class="story">
      <div class="story-when">{spanText(language, story.first_day, story.last_day)}</div>
      <div class="story-what">
        <a class="story-act" href={address("story", story.story_id)}>
          <span class={`act quad${story.quad_class}`}>{actName(language, story.event_type, story.event_mode)}</span>{" "}
          <span class="story-who">
            {story.actor_name ?? (story.a ? codeName(language, story.a) : "")}
            {(story.recipient_name ?? story.b) ? (
              <>
                <span class="arrow"> → </span>
                {story.recipient_name ?? codeName(language, story.b)}
              </>
            ) : null}
          </span>
        </a>
        {story.modality !== "actual" && <span class="modality">{t.modality[story.modality]}</span>}
        {story.documents > 1 && <span class="soft"> · {t.counts.articles(story.documents, number(language, story.documents))}</span>}
        {story.text && (
          <p class="story-text" lang={story.languages.length === 1 ? story.languages[0] : undefined}>
            {shortened(story.text, 220)}
            {story.languages.length > 1 && (
              <span class="soft" lang={language}>
                {" "}
                ({story.languages.map((code) => languageName(language, code)).join(", ")})
              </span>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

export function StoryList({ resource, filters, empty, name }: { resource: string; filters: Values; empty: string; name: string }) {
  const { language, t } = useText();
  const url = path(resource, { ...filters, limit: 20 });
  const first = useAnswer<List<StoryItem>>(url);
  const [more, setMore] = useState<{ url: string; items: StoryItem[]; next: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => setMore(null), [url]);
  return (
    <Answer asked={first}>
      {(list) => {
        const added = more?.url === url ? more : null;
        const items = added ? [...list.items, ...added.items] : list.items;
        const next = added ? added.next : list.next;
        if (!items.length) return <p class="soft">{empty}</p>;
        return (
          <>
            <ol class="stories">
              {items.map((story) => (
                <StoryLine key={story.story_id} story={story} />
              ))}
            </ol>
            <p class="list-end">
              {next !== null && (
                <button
                  type="button"
                  disabled={busy}
                  onClick={() => {
                    setBusy(true);
                    get<List<StoryItem>>(path(resource, { ...filters, limit: 50, next }))
                      .then((found) => setMore({ url, items: [...(added?.items ?? []), ...found.items], next: found.next }))
                      .catch(() => undefined)
                      .finally(() => setBusy(false));
                  }}
                >
                  {t.stories.more}
                </button>
              )}{" "}
              <span class="soft">{t.counts.of(number(language, items.length), t.counts.stories(list.total, number(language, list.total)))}</span>{" "}
              <a href={path(`${resource}.csv`, filters)} download={`${name}.csv`} aria-label={t.figure.of(t.figure.csv, t.pair.list)}>
                {t.figure.csv}
              </a>
            </p>
          </>
        );
      }}
    </Answer>
  );
}
