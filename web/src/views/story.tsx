// One story: how each source tells it, who says so, where they disagree.
import { path, useAnswer } from "../api.ts";
import type { Event, Modality, Story } from "../model.ts";
import { Answer, useTitle } from "../parts/answer.tsx";
import { ActorLink } from "../parts/bits.tsx";
import { Chain, Sentence } from "../parts/sentence.tsx";
import { address } from "../route.ts";
import { actName, codeName, dayText, languageName, modeName, number, percent, spanText, typeName, webAddress } from "../text/format.ts";
import { useText, type Language } from "../text/language.ts";
import type { Strings } from "../text/en.ts";

export function StoryView({ id }: { id: string }) {
  const { language, t } = useText();
  const asked = useAnswer<Story>(path(`/stories/${encodeURIComponent(id)}`));
  const value = asked.state === "there" ? asked.value : null;
  useTitle(
    value ? `${actName(language, value.event_type, value.event_mode)}: ${value.actor_name ?? ""} → ${value.recipient_name ?? ""}` : t.story.kicker,
  );
  return (
    <Answer asked={asked} alone>
      {(story) => {
        const articles = new Set(story.sources.map((source) => source.doc_id));
        const outlets = new Set(story.sources.map((source) => source.outlet).filter(Boolean));
        return (
          <>
            <p class="kicker">{t.story.kicker}</p>
            <ActTitle
              type={story.event_type}
              mode={story.event_mode}
              quad={story.quad_class}
              actor={{ code: story.a, name: story.actor_name }}
              recipient={{ code: story.b, name: story.recipient_name }}
              modality={story.modality}
            />
            <p class="lead">
              {spanText(language, story.first_day, story.last_day)}
              <span class="soft">
                {" "}
                ·{" "}
                {t.story.by(
                  t.counts.articles(articles.size, number(language, articles.size)),
                  t.counts.outlets(outlets.size, number(language, outlets.size)),
                )}
              </span>
            </p>
            {articles.size > 1 && (
              <section aria-labelledby="disagree">
                <h2 id="disagree">{t.story.disagree}</h2>
                {story.disagreements.length ? <Disagreements story={story} /> : <p>{t.story.agree}</p>}
              </section>
            )}
            <section aria-labelledby="sources">
              <h2 id="sources">{t.story.sources}</h2>
              {articles.size === 1 && <p class="soft">{t.story.single}</p>}
              <ol class="sources">
                {story.sources.map((source) => (
                  <li key={source.event_id}>
                    <Source event={source} link />
                  </li>
                ))}
              </ol>
            </section>
          </>
        );
      }}
    </Answer>
  );
}

export function ActTitle({
  type,
  mode,
  quad,
  actor,
  recipient,
  modality = "actual",
  heading: Heading = "h1",
}: {
  type: string;
  mode: string | null;
  quad: number;
  actor: { code: string | null; name: string | null };
  recipient: { code: string | null; name: string | null };
  modality?: Modality;
  heading?: "h1" | "h3";
}) {
  const { language, t } = useText();
  return (
    <Heading class="act-title">
      <span class={`act quad${quad}`}>
        {typeName(language, type)}
        {mode ? `, ${modeName(language, type, mode)}` : ""}
        {modality !== "actual" && <span class="modality">{t.modality[modality]}</span>}
      </span>
      <span class="act-who">
        <ActorLink code={actor.code} name={actor.name} />
        {(recipient.code ?? recipient.name) && (
          <>
            <span class="arrow"> → </span>
            <ActorLink code={recipient.code} name={recipient.name} />
          </>
        )}
      </span>
    </Heading>
  );
}

/** One source: the outlet and article, the sentence, the chain of speakers, the rule. */
export function Source({ event, link = false }: { event: Event; link?: boolean }) {
  const { language, t } = useText();
  const original = webAddress(event.url);
  return (
    <article class="source">
      <p class="source-head">
        <strong>{event.outlet ?? event.doc_id}</strong>
        <span class="soft">
          {" "}
          · {event.published ? dayText(language, event.published) : t.story.noDate} · {languageName(language, event.language)}
        </span>
        {event.title && (
          <>
            {" "}
            ·{" "}
            <a href={address("document", event.doc_id)} lang={event.language}>
              {event.title}
            </a>
          </>
        )}
      </p>
      <Sentence event={event} />
      <div class="source-foot">
        <Chain event={event} />
        <p class="soft source-notes">
          {event.is_quote && <span>{t.story.quote}</span>}
          {event.copy_of && <span>{t.story.copy}</span>}
          <span>
            {t.story.rule}: {event.rule === "model" ? t.story.ruleModel : <code>{event.rule}</code>}
          </span>
          <span>
            {t.story.confidence} {percent(language, event.confidence)}
          </span>
          {original && (
            <a href={original} rel="noopener noreferrer" target="_blank">
              {t.story.original}
            </a>
          )}
          {link && <a href={address("event", event.event_id)}>{t.story.event}</a>}
        </p>
      </div>
    </article>
  );
}

function Disagreements({ story }: { story: Story }) {
  const { language, t } = useText();
  const outlets = new Map(story.sources.map((source) => [source.doc_id, source.outlet ?? source.doc_id]));
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-labelledby="disagree">
      <table>
        <thead>
          <tr>
            <th scope="col">{t.story.field}</th>
            <th scope="col">{t.story.says}</th>
            <th scope="col">{t.event.source}</th>
          </tr>
        </thead>
        <tbody>
          {story.disagreements.flatMap((found) =>
            found.values.map((told, index) => (
              <tr key={`${found.field} ${index}`}>
                {index === 0 && (
                  <th scope="rowgroup" rowSpan={found.values.length}>
                    {t.fields[found.field] ?? found.field}
                  </th>
                )}
                <td>{valueText(language, t, found.field, told.value, story.event_type)}</td>
                <td>
                  {told.documents.map((id, at) => (
                    <>
                      {at > 0 && ", "}
                      <a href={address("document", id)}>{outlets.get(id) ?? id}</a>
                    </>
                  ))}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

function valueText(language: Language, t: Strings, field: string, value: unknown, type: string): string {
  if (value === null || value === undefined || value === "") return t.nothing;
  if (Array.isArray(value)) return value.map((part) => valueText(language, t, field, part, type)).join(", ") || t.nothing;
  const text = String(value);
  if (field.startsWith("date")) return dayText(language, text);
  if (field === "event_type") return typeName(language, text);
  if (field === "event_mode") return modeName(language, type, text) ?? text;
  if (field === "modality") return t.modality[text as keyof typeof t.modality] ?? text;
  if (field.endsWith("_code") || field.endsWith("_country")) return codeName(language, text);
  return text;
}
