// A relation over time: how it went, when and why it changed, what stands behind it.
import { path, useAnswer } from "../api.ts";
import { RelationChart } from "../charts/relation.tsx";
import { dayBefore, periodEnd } from "../charts/scale.ts";
import type { Change, Count, Overview, Pair, Step } from "../model.ts";
import { navigate } from "../navigate.ts";
import { Answer, useTitle } from "../parts/answer.tsx";
import { Bars, QuadKey, TypeBars, WindowForm } from "../parts/bits.tsx";
import { StoryList } from "../parts/story_list.tsx";
import { address, changed, day, type Route } from "../route.ts";
import { codeName, dayText, monthText, number, percent, quadOf, shortened, spanText, typeName } from "../text/format.ts";
import { useText } from "../text/language.ts";

export function PairView({ route }: { route: Route }) {
  const { language, t } = useText();
  const [a = "", b = ""] = route.of.split(",");
  const get = (name: string) => route.parameters.get(name);
  const overview = useAnswer<Overview>(path("/overview"));
  const whole = route.parameters.has("all");
  // What lies before the first article is known from looking back only; it is shown on demand.
  const firstMonth = overview.state === "there" ? (overview.value.months.find((month) => month.documents > 0)?.month ?? null) : null;
  const fromText = get("from") ?? (whole || !firstMonth ? null : firstMonth);
  const from = day(fromText, "first");
  const to = day(get("to"), "last");
  const step: Step = get("step") === "week" ? "week" : "month";
  const count: Count = (["groups", "rows"] as const).find((name) => name === get("count")) ?? "stories";
  const resource = `/pairs/${encodeURIComponent(a)}/${encodeURIComponent(b)}`;
  const window = { from, to };
  const settled = overview.state !== "waiting";
  const asked = useAnswer<Pair>(
    settled ? path(resource, { ...window, step: step === "month" ? null : step, count: count === "stories" ? null : count }) : null,
  );
  const name = (code: string, called: string | null) => codeName(language, code, called);
  const title =
    asked.state === "there" ? t.pair.of(name(a, asked.value.a_name), name(b, asked.value.b_name)) : t.pair.of(name(a, null), name(b, null));
  useTitle(title);
  const show = (values: Record<string, string | boolean | null | undefined>) => navigate(changed(route, values));

  return (
    <>
      <h1>
        <a href={address("actor", a)}>{name(a, asked.state === "there" ? asked.value.a_name : null)}</a>
        <span class="soft"> – </span>
        <a href={address("actor", b)}>{name(b, asked.state === "there" ? asked.value.b_name : null)}</a>
      </h1>
      <Answer asked={asked}>
        {(pair) => {
          const stories = pair.periods.reduce((sum, period) => sum + period.stories, 0);
          const first = pair.periods[0];
          const last = pair.periods[pair.periods.length - 1];
          return (
            <>
              {first && last && stories > 0 ? (
                <p class="lead">
                  {t.pair.summary(
                    t.counts[count](stories, number(language, stories)),
                    spanText(language, first.start, dayBefore(periodEnd(last.start, pair.step))),
                  )}{" "}
                  {t.pair.now(percent(language, last.level), percent(language, last.level_low), percent(language, last.level_high))}
                </p>
              ) : (
                <p class="lead">{t.pair.none}</p>
              )}
              <div class="controls">
                <WindowForm
                  from={fromText}
                  to={get("to")}
                  onChange={(values) => show({ ...values, all: !values.from } as Record<string, string | boolean>)}
                >
                  <a href={changed(route, { from: null, to: null, all: true })} aria-current={whole && !get("from") ? "true" : undefined}>
                    {t.pair.whole}
                  </a>
                  <a href={changed(route, { from: null, to: null, all: null })} aria-current={!whole && !get("from") ? "true" : undefined}>
                    {t.pair.own}
                  </a>
                </WindowForm>
                <label>
                  {t.pair.step}{" "}
                  <select value={step} onChange={(event) => show({ step: event.currentTarget.value === "week" ? "week" : null })}>
                    <option value="month">{t.pair.month}</option>
                    <option value="week">{t.pair.week}</option>
                  </select>
                </label>
                <label>
                  {t.pair.count}{" "}
                  <select
                    value={count}
                    onChange={(event) => show({ count: event.currentTarget.value === "stories" ? null : event.currentTarget.value })}
                  >
                    <option value="stories">{t.pair.stories}</option>
                    <option value="groups">{t.pair.groups}</option>
                    <option value="rows">{t.pair.rows}</option>
                  </select>
                </label>
              </div>
              {stories > 0 && (
                <>
                  <RelationChart pair={pair} title={title} count={count} onBrush={(begin, end) => show({ from: begin, to: end, all: null })} />
                  <section aria-labelledby="changes">
                    <h2 id="changes">{t.pair.changes}</h2>
                    {pair.changes.length ? (
                      <ol class="changes">
                        {pair.changes.map((change, index) => (
                          <ChangeReason key={change.start} change={change} index={index + 1} />
                        ))}
                      </ol>
                    ) : (
                      <p>{t.pair.noChanges}</p>
                    )}
                  </section>
                  <div class="columns">
                    <section aria-labelledby="types">
                      <h2 id="types">{t.pair.types}</h2>
                      <QuadKey />
                      <TypeBars types={pair.types} href={(type) => address("stories", "", { between: `${a},${b}`, type, from, to })} />
                    </section>
                    <section aria-labelledby="speakers">
                      <h2 id="speakers">{t.pair.speakers}</h2>
                      {pair.speakers.length ? (
                        <Bars
                          bars={pair.speakers.map((speaker) => ({
                            key: speaker.name,
                            label: speaker.name,
                            value: speaker.stories,
                            href: address("stories", "", { between: `${a},${b}`, speaker: speaker.name, from, to }),
                          }))}
                        />
                      ) : (
                        <p>{t.pair.speakersNone}</p>
                      )}
                    </section>
                  </div>
                  <OtherSection pair={pair} />
                </>
              )}
              <section aria-labelledby="list">
                <h2 id="list">
                  {first && last
                    ? t.pair.listOf(spanText(language, from ?? first.start, to ?? dayBefore(periodEnd(last.start, pair.step))))
                    : t.pair.list}
                </h2>
                <StoryList resource={`${resource}/stories`} filters={window} empty={t.pair.none} name={`kawat-${a}-${b}-stories`} />
              </section>
            </>
          );
        }}
      </Answer>
    </>
  );
}

function ChangeReason({ change, index }: { change: Change; index: number }) {
  const { language, t } = useText();
  const [before, after] = [percent(language, change.before), percent(language, change.after)];
  const closer = change.after > change.before;
  const most = Math.max(0.01, ...change.mix.flatMap((part) => [part.before, part.after]));
  const mix = change.mix.filter((part) => Math.abs(part.after - part.before) > 0.005).slice(0, 8);
  return (
    <li class="change-reason">
      <h3>
        <span class="badge" aria-hidden="true">
          {index}
        </span>{" "}
        {t.pair.changeTitle(monthText(language, change.start))}:{" "}
        <span class={closer ? "coop" : "conflict"}>{closer ? t.pair.changeCloser(before, after) : t.pair.changeApart(before, after)}</span>
      </h3>
      <p class="soft">
        {t.pair.changeSure(percent(language, change.probability))};{" "}
        {t.pair.changeWhen(monthText(language, change.from), monthText(language, change.to))}
      </p>
      <div class="columns">
        <table class="mix">
          <caption>{t.pair.mix}</caption>
          <thead class="unseen">
            <tr>
              <th scope="col">{t.pair.act}</th>
              <th scope="col">{t.pair.before}</th>
              <th scope="col">{t.pair.after}</th>
            </tr>
          </thead>
          <tbody>
            {mix.map((part) => (
              <tr key={part.event_type}>
                <th scope="row">{typeName(language, part.event_type)}</th>
                <td class="number">{percent(language, part.before)}</td>
                <td class="number">{percent(language, part.after)}</td>
                <td class="mix-bar" aria-hidden="true">
                  <svg viewBox="0 0 100 12" preserveAspectRatio="none">
                    <line class="axis" x1="0" x2="0" y1="0" y2="12" />
                    <line
                      class={`move quad${quadOf(part.event_type)}`}
                      x1={(98 * part.before) / most + 1}
                      x2={(98 * part.after) / most + 1}
                      y1="6"
                      y2="6"
                    />
                    <line class="was" x1={(98 * part.before) / most + 1} x2={(98 * part.before) / most + 1} y1="2" y2="10" />
                    <rect class={`now quad${quadOf(part.event_type)}`} x={(98 * part.after) / most} y="1" width="2" height="10" />
                  </svg>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {change.stories?.length > 0 && (
          <div>
            <h4>{t.pair.made}</h4>
            <ul class="change-stories">
              {change.stories.map((story) => (
                <li key={story.story_id}>
                  <span class="soft">{dayText(language, story.day, "short")}</span>{" "}
                  <a href={address("story", story.story_id)}>
                    <span class={`act quad${quadOf(story.event_type)}`}>{typeName(language, story.event_type)}</span> {shortened(story.text, 130)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </li>
  );
}

function OtherSection({ pair }: { pair: Pair }) {
  const { t } = useText();
  const kinds = (["future", "hypothetical", "negated", "historical"] as const)
    .map((kind) => ({ kind, sum: pair.other.reduce((sum, row) => sum + row[kind], 0) }))
    .filter((found) => found.sum > 0);
  if (!kinds.length) return null;
  const from = pair.periods[0]?.start;
  const last = pair.periods[pair.periods.length - 1];
  return (
    <section aria-labelledby="other">
      <h2 id="other">{t.pair.other}</h2>
      <p class="soft">{t.pair.otherHint}</p>
      <Bars
        bars={kinds.map((found) => ({
          key: found.kind,
          label: t.modality[found.kind],
          value: found.sum,
          href: address("stories", "", {
            between: `${pair.a},${pair.b}`,
            modality: found.kind,
            from,
            to: last ? dayBefore(periodEnd(last.start, pair.step)) : null,
          }),
        }))}
      />
    </section>
  );
}
