// One article with the acts in it. Its text is shown where the archive keeps it, else the sentences that hold events.
import { path, useAnswer } from "../api.ts";
import type { Article, Event } from "../model.ts";
import { Answer, useTitle } from "../parts/answer.tsx";
import { address } from "../route.ts";
import { actName, dayText, languageName, spanText, webAddress } from "../text/format.ts";
import { points } from "../text/highlight.ts";
import { useText } from "../text/language.ts";

export function DocumentView({ id }: { id: string }) {
  const { language, t } = useText();
  const asked = useAnswer<Article>(path(`/documents/${encodeURIComponent(id)}`));
  useTitle(asked.state === "there" ? (asked.value.title ?? id) : t.document.kicker);
  return (
    <Answer asked={asked} alone>
      {(article) => {
        const original = webAddress(article.url);
        return (
          <>
            <p class="kicker">{t.document.kicker}</p>
            <h1 lang={article.language}>{article.title ?? article.doc_id}</h1>
            <p class="lead">
              {article.outlet ?? ""}
              <span class="soft">
                {article.author && ` · ${article.author}`} · {article.published ? dayText(language, article.published) : t.story.noDate} ·{" "}
                {languageName(language, article.language)}
              </span>
              {original && (
                <>
                  {" "}
                  ·{" "}
                  <a href={original} rel="noopener noreferrer" target="_blank">
                    {t.story.original}
                  </a>
                </>
              )}
            </p>
            <section aria-labelledby="text">
              <h2 id="text">{t.document.text}</h2>
              {article.events.length === 0 && <p>{t.document.none}</p>}
              {article.text !== null ? (
                <>
                  <p class="soft">{t.document.marked}</p>
                  <MarkedText text={article.text} language={article.language} events={article.events} />
                </>
              ) : (
                <p class="soft">{t.document.noText}</p>
              )}
            </section>
            {article.events.length > 0 && (
              <section aria-labelledby="events">
                <h2 id="events">{t.document.events}</h2>
                <EventLines events={[...article.events].sort((a, b) => a.trigger_begin - b.trigger_begin)} sentences={article.text === null} />
              </section>
            )}
          </>
        );
      }}
    </Answer>
  );
}

/** The whole text, paragraph by paragraph; each act links to its event. */
export function MarkedText({ text, language, events, link = true }: { text: string; language: string; events: Event[]; link?: boolean }) {
  const all = points(text);
  const acts = [...new Map([...events].sort((a, b) => b.trigger_end - a.trigger_end).map((event) => [event.trigger_begin, event])).values()].sort(
    (a, b) => a.trigger_begin - b.trigger_begin,
  );
  const parts: preact.ComponentChild[] = [];
  let at = 0;
  const plain = (until: number) => {
    if (until > at) parts.push(all.slice(at, until).join(""));
    at = Math.max(at, until);
  };
  for (const event of acts) {
    if (event.trigger_begin < at || event.trigger_end > all.length) continue;
    plain(event.trigger_begin);
    const words = all.slice(event.trigger_begin, event.trigger_end).join("");
    parts.push(
      link ? (
        <a class={`mark-act quad${event.quad_class}`} href={address("event", event.event_id)}>
          {words}
        </a>
      ) : (
        <span class={`mark-act quad${event.quad_class}`}>{words}</span>
      ),
    );
    at = event.trigger_end;
  }
  plain(all.length);
  return (
    <div class="article-text" lang={language}>
      {parts}
    </div>
  );
}

export function EventLines({ events, sentences }: { events: Event[]; sentences: boolean }) {
  const { language, t } = useText();
  return (
    <ol class="stories">
      {events.map((event) => (
        <li class="story" key={event.event_id}>
          <div class="story-when">{spanText(language, event.date_start, event.date_end)}</div>
          <div class="story-what">
            <a class="story-act" href={address("event", event.event_id)}>
              <span class={`act quad${event.quad_class}`}>{actName(language, event.event_type, event.event_mode)}</span>{" "}
              <span class="story-who">
                {event.actor_name ?? t.event.nobody}
                {event.recipient_name && (
                  <>
                    <span class="arrow"> → </span>
                    {event.recipient_name}
                  </>
                )}
              </span>
            </a>
            {event.modality !== "actual" && <span class="modality">{t.modality[event.modality]}</span>}
            {sentences && (
              <p class="story-text" lang={event.language}>
                {event.evidence_text}
              </p>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
