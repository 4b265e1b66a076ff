// An article of the reader's own, coded at once, with reasons.
import { useState } from "preact/hooks";
import { post, Problem } from "../api.ts";
import type { Coded } from "../model.ts";
import { Failed, useTitle } from "../parts/answer.tsx";
import { Chain, Sentence } from "../parts/sentence.tsx";
import { languageName, number, percent } from "../text/format.ts";
import { useText } from "../text/language.ts";
import { MarkedText } from "./document.tsx";
import { EventDetails } from "./event.tsx";
import { ActTitle } from "./story.tsx";

// The example says "on Tuesday"; it counts from this day.
const SAMPLE_DAY = "2023-02-08";

export function TryView() {
  const { language, t } = useText();
  useTitle(t.try.title);
  const [text, setText] = useState("");
  const [of, setOf] = useState("");
  const [published, setPublished] = useState("");
  const [home, setHome] = useState("");
  const [busy, setBusy] = useState(false);
  const [coded, setCoded] = useState<Coded | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = () => {
    if (!text.trim() || busy) return;
    setBusy(true);
    setProblem(null);
    const body: Record<string, string> = { text };
    if (of) body.language = of;
    if (published) body.published = published;
    if (home.trim()) body.home = home.trim().toUpperCase();
    post<Coded>("/code", body)
      .then(setCoded)
      .catch((fault: unknown) => {
        setCoded(null);
        setProblem(fault instanceof Problem ? fault : new Problem(0, "unreachable", String(fault), null));
      })
      .finally(() => setBusy(false));
  };
  return (
    <>
      <h1>{t.try.title}</h1>
      <p class="lead">{t.try.hint}</p>
      <form
        class="try"
        onSubmit={(submit) => {
          submit.preventDefault();
          send();
        }}
      >
        <label class="try-text">
          {t.try.text}
          <textarea rows={9} value={text} onInput={(input) => setText(input.currentTarget.value)} required />
        </label>
        <div class="fields">
          <label>
            {t.try.language}
            <select value={of} onChange={(event) => setOf(event.currentTarget.value)}>
              <option value="">{t.try.detect}</option>
              <option value="id">{languageName(language, "id")}</option>
              <option value="en">{languageName(language, "en")}</option>
            </select>
          </label>
          <label>
            {t.try.published}
            <input type="date" value={published} onInput={(input) => setPublished(input.currentTarget.value)} />
          </label>
          <label>
            {t.try.home}
            <input
              value={home}
              size={5}
              pattern="[A-Za-z]{3}"
              title={t.try.homeHint}
              autocomplete="off"
              onInput={(input) => setHome(input.currentTarget.value)}
            />
          </label>
        </div>
        <p>
          <button type="submit" disabled={busy} class="main-button">
            {busy ? t.try.busy : t.try.go}
          </button>{" "}
          <button
            type="button"
            onClick={() => {
              setText(t.try.sampleText);
              setPublished(SAMPLE_DAY);
            }}
          >
            {t.try.sample}
          </button>
        </p>
      </form>
      <div aria-live="polite">
        {problem && (problem.status === 413 ? <p class="failed">{t.try.too}</p> : <Failed problem={problem} again={send} />)}
        {coded && (
          <>
            <h2>{t.try.found(t.counts.events(coded.events.length, number(language, coded.events.length)))}</h2>
            {coded.events.length === 0 && <p>{t.try.nothing}</p>}
            <MarkedText text={coded.document.text} language={coded.document.language} events={coded.events} link={false} />
            <ol class="sources coded">
              {coded.events.map((event) => (
                <li key={event.event_id}>
                  <article class="source">
                    <ActTitle
                      type={event.event_type}
                      mode={event.event_mode}
                      quad={event.quad_class}
                      actor={{ code: event.actor_code, name: event.actor_name }}
                      recipient={{ code: event.recipient_code, name: event.recipient_name }}
                      modality={event.modality}
                      heading="h3"
                    />
                    <Sentence event={event} />
                    <Chain event={event} />
                    <details>
                      <summary>
                        {t.event.details}{" "}
                        <span class="soft">
                          {t.story.rule}: {event.rule}, {t.story.confidence} {percent(language, event.confidence)}
                        </span>
                      </summary>
                      <EventDetails event={event} />
                    </details>
                  </article>
                </li>
              ))}
            </ol>
            <h2>{t.try.why}</h2>
            <ol class="why">
              {coded.explanation.map((sentence) => (
                <li key={sentence.sentence}>
                  <p lang={coded.document.language}>{sentence.text}</p>
                  {sentence.notes.length ? (
                    <details>
                      <summary>
                        {number(language, sentence.notes.length)} {t.try.notes}
                      </summary>
                      <ul>
                        {sentence.notes.map((note, index) => (
                          <li key={index}>{note}</li>
                        ))}
                      </ul>
                    </details>
                  ) : (
                    <p class="soft">{t.try.noNotes}</p>
                  )}
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </>
  );
}
