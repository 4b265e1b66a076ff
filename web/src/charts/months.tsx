// How many articles and events each month brought.
import type { Overview } from "../model.ts";
import { Figure, useWidth } from "../parts/figure.tsx";
import { monthText, number } from "../text/format.ts";
import { useText } from "../text/language.ts";
import { TimeAxis } from "./axis.tsx";
import { periodEnd, timeScale } from "./scale.ts";

const HEIGHT = 120;

export function MonthsChart({ months }: { months: Overview["months"] }) {
  const { language, t } = useText();
  const [box, width] = useWidth();
  const left = 34;
  const right = Math.max(left + 10, width - 2);
  const first = `${months[0]?.month}-01`;
  const last = periodEnd(`${months[months.length - 1]?.month}-01`, "month");
  const x = timeScale(first, last, left, right);
  // By month where a month has room, else by quarter or year.
  const span = (x.last - x.first) / 2_629_800_000;
  const room = (right - left) / span;
  const step = room >= 3 ? 1 : room >= 1 ? 3 : 12;
  const bins = new Map<string, { events: number; documents: number }>();
  for (const { month, events, documents } of months) {
    const at = Number(month.slice(5)) - 1;
    const key = `${month.slice(0, 4)}-${String(at - (at % step) + 1).padStart(2, "0")}-01`;
    const bin = bins.get(key) ?? { events: 0, documents: 0 };
    bins.set(key, { events: bin.events + events, documents: bin.documents + documents });
  }
  const most = Math.max(1, ...[...bins.values()].map((bin) => Math.max(bin.events, bin.documents)));
  const y = (n: number) => HEIGHT - 22 - (n / most) * (HEIGHT - 34);
  return (
    <section>
      <Figure
        title={t.start.months}
        note={
          <>
            <span class="key-swatch plain" aria-hidden="true" /> {t.start.event} <span class="key-swatch strong" aria-hidden="true" />{" "}
            {t.start.article}
          </>
        }
        name="kawat-months"
        csv={() => [["month", "documents", "events"], ...months.map((month) => [month.month, month.documents, month.events])]}
        table={() => (
          <table>
            <thead>
              <tr>
                <th scope="col">{t.pair.period}</th>
                <th scope="col" class="number">
                  {t.start.article}
                </th>
                <th scope="col" class="number">
                  {t.start.event}
                </th>
              </tr>
            </thead>
            <tbody>
              {months.map((month) => (
                <tr key={month.month}>
                  <th scope="row">{monthText(language, `${month.month}-01`)}</th>
                  <td class="number">{number(language, month.documents)}</td>
                  <td class="number">{number(language, month.events)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      >
        <div class="picture-box" ref={box} style={{ height: `${HEIGHT}px` }}>
          {width > 0 && (
            <svg class="picture" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={t.start.months}>
              <TimeAxis scale={x} left={left} right={right} y={HEIGHT - 22} top={8} />
              <text class="tick" x={left - 6} y={y(most) + 4} text-anchor="end">
                {number(language, most)}
              </text>
              <line class="axis" x1={left} x2={right} y1={HEIGHT - 22} y2={HEIGHT - 22} />
              {[...bins].map(([start, bin]) => {
                const begin = x(start);
                const wide = Math.max(1, Math.min(room * step - 1, 14));
                return (
                  <g key={start}>
                    <rect class="bar-plain" x={begin} width={wide} y={y(bin.events)} height={HEIGHT - 22 - y(bin.events)} />
                    <rect class="bar-strong" x={begin} width={wide} y={y(bin.documents)} height={HEIGHT - 22 - y(bin.documents)} />
                  </g>
                );
              })}
            </svg>
          )}
        </div>
      </Figure>
    </section>
  );
}
