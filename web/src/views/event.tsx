// One event in full: the sentence that proves it, every part of it, and the question whether it is right.
import { path, useAnswer } from "../api.ts";
import type { Event } from "../model.ts";
import { Answer, useTitle } from "../parts/answer.tsx";
import { ActorLink } from "../parts/bits.tsx";
import { CorrectForm } from "../parts/correct.tsx";
import { address } from "../route.ts";
import { actName, codeName, contextName, modeName, number, spanText, typeName } from "../text/format.ts";
import { useText } from "../text/language.ts";
import { ActTitle, Source } from "./story.tsx";

export function EventView({ id }: { id: string }) {
  const { language, t } = useText();
  const url = path(`/events/${encodeURIComponent(id)}`);
  const asked = useAnswer<Event>(url);
  const value = asked.state === "there" ? asked.value : null;
  useTitle(
    value ? `${actName(language, value.event_type, value.event_mode)}: ${value.actor_name ?? ""} → ${value.recipient_name ?? ""}` : t.event.kicker,
  );
  return (
    <Answer asked={asked} alone>
      {(event) => (
        <>
          <p class="kicker">
            {t.event.kicker}
            {event.story_id && (
              <>
                {" · "}
                <a href={address("story", event.story_id)}>{t.story.same}</a>
              </>
            )}
          </p>
          <ActTitle
            type={event.event_type}
            mode={event.event_mode}
            quad={event.quad_class}
            actor={{ code: event.actor_code, name: event.actor_name }}
            recipient={{ code: event.recipient_code, name: event.recipient_name }}
            modality={event.modality}
          />
          <section aria-labelledby="sentence">
            <h2 id="sentence">{t.event.sentence}</h2>
            <Source event={event} />
          </section>
          <section aria-labelledby="details">
            <h2 id="details">{t.event.details}</h2>
            <EventDetails event={event} />
            <p>
              <a href={url} target="_blank" rel="noopener">
                {t.event.raw}
              </a>
            </p>
          </section>
          <section aria-labelledby="correct">
            <h2 id="correct">{t.event.correct}</h2>
            <CorrectForm event={event} />
          </section>
        </>
      )}
    </Answer>
  );
}

export function EventDetails({ event }: { event: Event }) {
  const { language, t } = useText();
  const party = (code: string | null, name: string | null, text: string | null, wikidata: string | null) => (
    <>
      <ActorLink code={code} name={name} />
      {code && (
        <span class="soft">
          {" "}
          <code>{code}</code> {codeName(language, code)}
        </span>
      )}
      {text && text !== name && <span class="soft"> {t.event.inText(text)}</span>}
      {wikidata && /^Q\d+$/.test(wikidata) && (
        <>
          {" "}
          <a href={`https://www.wikidata.org/wiki/${wikidata}`} rel="noopener noreferrer" target="_blank">
            {t.event.wikidata}
          </a>
        </>
      )}
    </>
  );
  return (
    <dl class="details">
      <dt>{t.event.what}</dt>
      <dd>
        <span class={`act quad${event.quad_class}`}>{typeName(language, event.event_type)}</span>
        {event.event_mode && <>, {modeName(language, event.event_type, event.event_mode)}</>}{" "}
        <span class="soft">
          <code>
            {event.event_type}
            {event.event_mode ? ` ${event.event_mode}` : ""}
          </code>{" "}
          {t.quad[event.quad_class]} {t.event.inText(event.trigger_text)}
        </span>
      </dd>
      <dt>{t.event.who}</dt>
      <dd>{party(event.actor_code, event.actor_name, event.actor_text, event.actor_wikidata)}</dd>
      <dt>{t.event.whom}</dt>
      <dd>{party(event.recipient_code, event.recipient_name, event.recipient_text, event.recipient_wikidata)}</dd>
      <dt>{t.event.when}</dt>
      <dd>
        {spanText(language, event.date_start, event.date_end)}{" "}
        <span class="soft">
          {event.date_precision ? `${t.event.precision[event.date_precision] ?? event.date_precision}, ` : ""}
          {event.date_text ? t.event.inText(event.date_text) : t.event.fromArticle}
        </span>
      </dd>
      <dt>{t.event.where}</dt>
      <dd>
        {event.place_name ? (
          <>
            {event.place_name}
            {event.place_country && <span class="soft"> {codeName(language, event.place_country)}</span>}
          </>
        ) : (
          <span class="soft">{t.nothing}</span>
        )}
      </dd>
      <dt>{t.event.modality}</dt>
      <dd>{t.modality[event.modality]}</dd>
      {event.contexts.length > 0 && (
        <>
          <dt>{t.event.contexts}</dt>
          <dd>{event.contexts.map((context) => contextName(language, context)).join(", ")}</dd>
        </>
      )}
      <dt>{t.event.scale}</dt>
      <dd class="soft">
        {t.event.scaleText(
          number(language, event.intensity, 1),
          event.goldstein === null ? t.nothing : number(language, event.goldstein, 1),
          event.cameo_code ?? t.nothing,
        )}
      </dd>
    </dl>
  );
}
