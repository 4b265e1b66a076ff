// "Is that right?": what a reader says of an event goes to the archive's corrections.
import { useId, useState } from "preact/hooks";
import { forget, post, Problem } from "../api.ts";
import type { Correction, Event, Modality, Verdict } from "../model.ts";
import { address } from "../route.ts";
import { labels } from "../text/format.ts";
import { useText } from "../text/language.ts";

const MODALITIES: Modality[] = ["actual", "future", "hypothetical", "negated", "historical"];

export function CorrectForm({ event }: { event: Event }) {
  const { language, t } = useText();
  const id = useId();
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [type, setType] = useState(event.event_type);
  const [told, setTold] = useState<{ kind: "saved" | "failed"; text: string } | null>(null);
  const [busy, setBusy] = useState(false);

  const send = (form: HTMLFormElement) => {
    if (!verdict) {
      setTold({ kind: "failed", text: t.correct.first });
      return;
    }
    const fields = new FormData(form);
    const text = (name: string) => String(fields.get(name) ?? "").trim();
    const correction: Correction = { event_id: event.event_id, verdict };
    if (text("note")) correction.note = text("note");
    if (verdict === "recode") {
      // Only what was changed is said.
      if (type !== event.event_type) correction.event_type = type;
      if (text("mode") !== (event.event_mode ?? "") || type !== event.event_type) correction.event_mode = text("mode") || null;
      if (text("modality") !== event.modality) correction.modality = text("modality");
      if (text("actor") !== (event.actor_code ?? "")) correction.actor_code = text("actor").toUpperCase() || null;
      if (text("recipient") !== (event.recipient_code ?? "")) correction.recipient_code = text("recipient").toUpperCase() || null;
      if (text("date") !== (event.date_start ?? "")) correction.date_start = text("date") || null;
    }
    setBusy(true);
    post("/corrections", correction)
      .then(() => {
        forget();
        setTold({ kind: "saved", text: t.correct.saved });
      })
      .catch((fault: unknown) =>
        setTold({ kind: "failed", text: fault instanceof Problem && fault.status ? `${fault.message}. ${fault.detail}` : t.failed.unreachable }),
      )
      .finally(() => setBusy(false));
  };

  const modes = Object.entries(labels.types[type]?.modes ?? {});
  return (
    <form
      class="correct"
      onSubmit={(submit) => {
        submit.preventDefault();
        send(submit.currentTarget);
      }}
    >
      <fieldset>
        <legend>{t.correct.question}</legend>
        {(["right", "recode", "wrong"] as const).map((name) => (
          <label key={name} class="choice">
            <input type="radio" name={`${id}-verdict`} value={name} checked={verdict === name} onChange={() => setVerdict(name)} /> {t.correct[name]}
          </label>
        ))}
      </fieldset>
      {verdict === "recode" && (
        <div class="fields">
          <label>
            {t.correct.type}
            <select value={type} onChange={(change) => setType(change.currentTarget.value)}>
              {Object.entries(labels.types).map(([code, label]) => (
                <option value={code}>
                  {label[language]} ({code})
                </option>
              ))}
            </select>
          </label>
          <label>
            {t.correct.mode}
            <select name="mode" key={type} defaultValue={type === event.event_type ? (event.event_mode ?? "") : ""} disabled={!modes.length}>
              <option value="">{t.correct.noMode}</option>
              {modes.map(([code, label]) => (
                <option value={code} selected={type === event.event_type && code === event.event_mode}>
                  {label[language]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t.correct.modality}
            <select name="modality">
              {MODALITIES.map((name) => (
                <option value={name} selected={name === event.modality}>
                  {t.modality[name]}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t.correct.actor}
            <input name="actor" defaultValue={event.actor_code ?? ""} autocomplete="off" pattern="[A-Za-z]{3,12}" />
          </label>
          <label>
            {t.correct.recipient}
            <input name="recipient" defaultValue={event.recipient_code ?? ""} autocomplete="off" pattern="[A-Za-z]{3,12}" />
          </label>
          <label>
            {t.correct.date}
            <input name="date" type="date" defaultValue={event.date_start ?? ""} />
          </label>
        </div>
      )}
      <label class="note">
        {t.correct.note}
        <input name="note" maxLength={500} autocomplete="off" />
      </label>
      <p>
        <button type="submit" disabled={busy}>
          {t.correct.send}
        </button>{" "}
        <a href={address("corrections")}>{t.correct.all}</a>
      </p>
      <p role="status" class={told?.kind === "failed" ? "conflict" : ""}>
        {told?.text ?? ""}
      </p>
    </form>
  );
}
