// What readers found wrong, and how it gets back into Kawat.
import { path, useAnswer } from "../api.ts";
import type { Correction, List } from "../model.ts";
import { Answer, useTitle } from "../parts/answer.tsx";
import { address } from "../route.ts";
import { codeName, dayText, modeName, typeName } from "../text/format.ts";
import { useText } from "../text/language.ts";

export function CorrectionsView() {
  const { language, t } = useText();
  useTitle(t.corrections.title);
  const asked = useAnswer<List<Correction>>(path("/corrections", { limit: 500 }));
  const instead = (correction: Correction) =>
    [
      correction.event_type && typeName(language, correction.event_type),
      correction.event_mode && modeName(language, correction.event_type ?? "", correction.event_mode),
      correction.modality && t.modality[correction.modality as keyof typeof t.modality],
      correction.actor_code && `${t.event.who}: ${codeName(language, correction.actor_code)}`,
      correction.recipient_code && `${t.event.whom}: ${codeName(language, correction.recipient_code)}`,
      correction.date_start && dayText(language, correction.date_start),
    ]
      .filter(Boolean)
      .join("; ");
  return (
    <>
      <h1>{t.corrections.title}</h1>
      <p class="lead">{t.corrections.hint}</p>
      <Answer asked={asked}>
        {(list) =>
          list.items.length === 0 ? (
            <p>{t.corrections.none}</p>
          ) : (
            <>
              <p>
                {t.corrections.export}:{" "}
                <a href={path("/corrections/export", { as: "cases" })} download="corrections.cases">
                  {t.corrections.cases}
                </a>
                {", "}
                <a href={path("/corrections/export", { as: "actors" })} download="corrections.tsv">
                  {t.corrections.actors}
                </a>
                {", "}
                <a href={path("/corrections/export", { as: "frames" })} download="corrections.frames">
                  {t.corrections.frames}
                </a>
              </p>
              <div class="table-scroll" tabIndex={0} role="group" aria-label={t.corrections.title}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{t.corrections.event}</th>
                      <th scope="col">{t.corrections.verdict}</th>
                      <th scope="col">{t.corrections.change}</th>
                      <th scope="col">{t.corrections.note}</th>
                      <th scope="col">{t.corrections.made}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {list.items.map((correction, index) => (
                      <tr key={`${correction.event_id} ${index}`}>
                        <th scope="row">
                          <a href={address("event", correction.event_id)}>
                            <code>{correction.event_id}</code>
                          </a>
                        </th>
                        <td>{t.corrections.verdicts[correction.verdict] ?? correction.verdict}</td>
                        <td>{instead(correction)}</td>
                        <td>{correction.note ?? ""}</td>
                        <td class="soft">{dayText(language, correction.created)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </>
          )
        }
      </Answer>
    </>
  );
}
