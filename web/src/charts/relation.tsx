// A relation over time: the level of cooperation with its band, the counts beneath, and what is told but not as done.
import { useId, useRef, useState } from "preact/hooks";
import type { Change, Count, Other, Pair, Period } from "../model.ts";
import { Figure, useWidth } from "../parts/figure.tsx";
import { dayText, monthText, number, percent } from "../text/format.ts";
import { useText } from "../text/language.ts";
import { TimeAxis } from "./axis.tsx";
import { binned } from "./bins.ts";
import { dayBefore, iso, periodEnd, timeScale, type TimeScale } from "./scale.ts";

const LEVEL = { top: 26, height: 210 };
const VOLUME = { top: LEVEL.top + LEVEL.height + 26, height: 96 };
const OTHER = { top: VOLUME.top + VOLUME.height + 34, row: 26 };
const KINDS = ["future", "hypothetical", "negated", "historical"] as const;

export function periodText(language: "id" | "en", start: string, step: "week" | "month"): string {
  return step === "month" ? monthText(language, start) : dayText(language, start);
}

function line(
  periods: Period[],
  x: TimeScale,
  middle: (period: Period) => string,
  y: (share: number) => number,
  of: (period: Period) => number,
): string {
  return periods.map((period, i) => `${i ? "L" : "M"}${x(middle(period)).toFixed(1)} ${y(of(period)).toFixed(1)}`).join("");
}

export function RelationChart({
  pair,
  title,
  count,
  onBrush,
}: {
  pair: Pair;
  title: string;
  count: Count;
  onBrush: (from: string, to: string) => void;
}) {
  const { language, t } = useText();
  const [box, width] = useWidth();
  const id = useId();
  const svg = useRef<SVGSVGElement>(null);
  const [at, setAt] = useState<number | null>(null);
  const [brush, setBrush] = useState<[number, number] | null>(null);

  const { periods, changes, step } = pair;
  const first = periods[0];
  const final = periods[periods.length - 1];
  const others = KINDS.filter((kind) => pair.other.some((row) => row[kind] > 0));
  const height = others.length ? OTHER.top + 22 + others.length * OTHER.row : VOLUME.top + VOLUME.height + 24;
  if (!first || !final) return null;

  const narrow = width < 560;
  const left = narrow ? 36 : 44;
  const right = Math.max(left + 50, width - 6);
  const x = timeScale(first.start, periodEnd(final.start, step), left, right);
  const middle = (period: Period) => iso((x.back(x(period.start)) + x.back(x(periodEnd(period.start, step)))) / 2);
  const y = (share: number) => LEVEL.top + (1 - share) * LEVEL.height;
  const bins = binned(periods, Math.max(8, Math.floor((right - left) / 5)), step);
  const up = Math.max(1, ...bins.map((bin) => bin.quads[0] + bin.quads[1]));
  const down = Math.max(1, ...bins.map((bin) => bin.quads[2] + bin.quads[3]));
  const unit = VOLUME.height / (up + down);
  const zero = VOLUME.top + up * unit;
  const band = `${line(periods, x, middle, y, (period) => period.level_high)}${line([...periods].reverse(), x, middle, y, (period) => period.level_low).replace("M", "L")}Z`;
  const level = line(periods, x, middle, y, (period) => period.level);

  const indexAt = (client: number) => {
    const bounds = svg.current?.getBoundingClientRect();
    if (!bounds) return null;
    const when = x.back(client - bounds.left);
    let found = 0;
    for (let i = 0; i < periods.length; ++i) if (Date.parse((periods[i] as Period).start) <= when) found = i;
    return found;
  };
  const place = (client: number) => {
    const bounds = svg.current?.getBoundingClientRect();
    return bounds ? Math.min(right, Math.max(left, client - bounds.left)) : left;
  };
  const shown = at === null ? null : periods[at];
  const end = dayBefore(periodEnd(final.start, step));
  const counted = count === "stories" ? t.pair.stories : count === "groups" ? t.pair.groups : t.pair.rows;
  const one = (period: Period) => t.pair.one(number(language, period.quad1 + period.quad2), number(language, period.quad3 + period.quad4));

  return (
    <Figure
      title={t.pair.chart}
      note={t.pair.band}
      name={`kawat-${pair.a}-${pair.b}`}
      csv={() => [
        ["start", "stories", "quad1", "quad2", "quad3", "quad4", "share", "level", "level_low", "level_high", "change_probability", "observed"],
        ...periods.map((period) => [
          period.start,
          period.stories,
          period.quad1,
          period.quad2,
          period.quad3,
          period.quad4,
          period.stories ? period.share : null,
          period.level,
          period.level_low,
          period.level_high,
          period.change_probability,
          String(period.observed),
        ]),
      ]}
      table={() => <RelationTable pair={pair} counted={counted} />}
    >
      <p class="readout" aria-hidden="true">
        {shown ? (
          <>
            {t.pair.readout(
              periodText(language, shown.start, step),
              percent(language, shown.level),
              percent(language, shown.level_low),
              percent(language, shown.level_high),
            )}
            {shown.stories > 0 && <span class="soft"> · {one(shown)}</span>}
          </>
        ) : (
          <span class="soft drag-hint">{t.pair.chartHint}</span>
        )}
      </p>
      <div class="picture-box" ref={box} style={{ height: `${height}px` }}>
        {width > 0 && (
          <svg
            ref={svg}
            class={`picture relation${brush ? " brushing" : ""}`}
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            role="img"
            aria-label={`${t.pair.chart}: ${title}. ${t.pair.readout(
              periodText(language, final.start, step),
              percent(language, final.level),
              percent(language, final.level_low),
              percent(language, final.level_high),
            )}`}
            onPointerMove={(move) => {
              setAt(indexAt(move.clientX));
              if (brush) setBrush([brush[0], place(move.clientX)]);
            }}
            onPointerLeave={() => {
              if (!brush) setAt(null);
            }}
            onPointerDown={(press) => {
              if (press.button !== 0 || press.pointerType === "touch") return;
              press.preventDefault();
              svg.current?.setPointerCapture(press.pointerId);
              const begin = place(press.clientX);
              setBrush([begin, begin]);
            }}
            onPointerUp={() => {
              if (brush && Math.abs(brush[1] - brush[0]) > 8) {
                const [low, high] = brush[0] < brush[1] ? brush : [brush[1], brush[0]];
                onBrush(iso(x.back(low)), iso(Math.min(x.back(high), Date.parse(end))));
              }
              setBrush(null);
            }}
            onPointerCancel={() => setBrush(null)}
          >
            <defs>
              <linearGradient id={`${id}-tone`} gradientUnits="userSpaceOnUse" x1="0" x2="0" y1={y(1)} y2={y(0)}>
                <stop class="stop-coop" offset="0.5" />
                <stop class="stop-conflict" offset="0.5" />
              </linearGradient>
            </defs>
            <TimeAxis scale={x} left={left} right={right} y={VOLUME.top + VOLUME.height + 2} top={LEVEL.top} />
            {[0, 0.25, 0.5, 0.75, 1].map((share) => (
              <g key={share}>
                <line class={share === 0.5 ? "axis" : "grid"} x1={left} x2={right} y1={y(share)} y2={y(share)} />
                <text class="tick" x={left - 6} y={y(share) + 4} text-anchor="end">
                  {percent(language, share)}
                </text>
              </g>
            ))}
            <path class="band" d={band} />
            {periods.map(
              (period) =>
                period.stories > 0 && (
                  <circle
                    key={period.start}
                    class="dot"
                    cx={x(middle(period))}
                    cy={y(period.share)}
                    r={Math.min(7, 1.5 + Math.sqrt(period.stories))}
                  />
                ),
            )}
            <path class="level" d={level} stroke={`url(#${id}-tone)`} />
            <text class="name coop" x={left + 6} y={y(1) + 14}>
              ↑ {t.pair.cooperation}
            </text>
            <text class="name conflict" x={left + 6} y={y(0) - 6}>
              ↓ {t.pair.conflict}
            </text>
            {changes.map((change, index) => (
              <ChangeLine key={change.start} change={change} number={index + 1} x={x} />
            ))}
            <text class="tick" x={left} y={VOLUME.top - 8}>
              {t.pair.volume(counted)}
            </text>
            {bins.map((bin) => {
              const begin = x(bin.start);
              const next = periods[bin.to];
              const wide = Math.max(1, Math.min(16, x(periodEnd(next?.start ?? bin.start, step)) - begin - 1));
              const [q1, q2, q3, q4] = bin.quads;
              return (
                <g key={bin.start}>
                  {q2 > 0 && <rect class="quad2" x={begin} width={wide} y={zero - q2 * unit} height={q2 * unit} />}
                  {q1 > 0 && <rect class="quad1" x={begin} width={wide} y={zero - (q1 + q2) * unit} height={q1 * unit} />}
                  {q4 > 0 && <rect class="quad4" x={begin} width={wide} y={zero} height={q4 * unit} />}
                  {q3 > 0 && <rect class="quad3" x={begin} width={wide} y={zero + q4 * unit} height={q3 * unit} />}
                </g>
              );
            })}
            <line class="axis" x1={left} x2={right} y1={zero} y2={zero} />
            <text class="tick" x={left - 6} y={VOLUME.top + 9} text-anchor="end">
              {number(language, up)}
            </text>
            <text class="tick" x={left - 6} y={VOLUME.top + VOLUME.height} text-anchor="end">
              {number(language, down)}
            </text>
            {others.map((kind, row) => (
              <OtherRow key={kind} kind={kind} rows={pair.other} x={x} y={OTHER.top + 16 + row * OTHER.row} left={left} right={right} step={step} />
            ))}
            {others.length > 0 && (
              <text class="tick" x={left} y={OTHER.top}>
                {t.pair.other}
              </text>
            )}
            {shown && (
              <g data-passing>
                <line class="cross" x1={x(middle(shown))} x2={x(middle(shown))} y1={LEVEL.top} y2={VOLUME.top + VOLUME.height} />
                <circle class="cross-dot" cx={x(middle(shown))} cy={y(shown.level)} r={4} />
              </g>
            )}
            {brush && (
              <rect
                data-passing
                class="brush"
                x={Math.min(...brush)}
                width={Math.abs(brush[1] - brush[0])}
                y={LEVEL.top}
                height={VOLUME.top + VOLUME.height - LEVEL.top}
              />
            )}
          </svg>
        )}
      </div>
    </Figure>
  );
}

function ChangeLine({ change, number: index, x }: { change: Change; number: number; x: TimeScale }) {
  const at = x(change.start);
  const from = Math.max(x(change.from), x(x.first));
  const to = Math.min(x(change.to), x(x.last));
  return (
    <g class="change">
      <line class="change-span" x1={from} x2={to} y1={LEVEL.top - 4} y2={LEVEL.top - 4} />
      <line class="change-line" x1={at} x2={at} y1={LEVEL.top - 4} y2={VOLUME.top + VOLUME.height} />
      <circle class="change-badge" cx={at} cy={LEVEL.top - 12} r={9} />
      <text class="change-number" x={at} y={LEVEL.top - 8} text-anchor="middle">
        {index}
      </text>
    </g>
  );
}

function OtherRow({
  kind,
  rows,
  x,
  y,
  left,
  right,
  step,
}: {
  kind: (typeof KINDS)[number];
  rows: Other[];
  x: TimeScale;
  y: number;
  left: number;
  right: number;
  step: "week" | "month";
}) {
  const { t } = useText();
  const most = Math.max(1, ...rows.map((row) => row[kind]));
  return (
    <g>
      <line class="grid" x1={left} x2={right} y1={y + 14} y2={y + 14} />
      {rows.map((row) => {
        if (!row[kind]) return null;
        const begin = x(row.start);
        if (begin < left - 1 || begin > right) return null;
        const tall = 4 + (10 * row[kind]) / most;
        return (
          <rect
            key={row.start}
            class="bar-other"
            x={begin}
            width={Math.max(2, x(periodEnd(row.start, step)) - begin - 1)}
            y={y + 14 - tall}
            height={tall}
          />
        );
      })}
      <text class="tick other-name" x={left} y={y + 10}>
        {t.modality[kind]}
      </text>
    </g>
  );
}

function RelationTable({ pair, counted }: { pair: Pair; counted: string }) {
  const { language, t } = useText();
  const rows = pair.periods.filter((period) => period.stories > 0);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t.pair.period}</th>
          <th scope="col" class="number">
            {counted}
          </th>
          {([1, 2, 3, 4] as const).map((quad) => (
            <th key={quad} scope="col" class="number">
              {t.quad[quad]}
            </th>
          ))}
          <th scope="col" class="number">
            {t.pair.single}
          </th>
          <th scope="col" class="number">
            {t.pair.level}
          </th>
          <th scope="col" class="number">
            {t.pair.low}
          </th>
          <th scope="col" class="number">
            {t.pair.high}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((period) => (
          <tr key={period.start}>
            <th scope="row">{periodText(language, period.start, pair.step)}</th>
            <td class="number">{number(language, period.stories)}</td>
            <td class="number">{number(language, period.quad1)}</td>
            <td class="number">{number(language, period.quad2)}</td>
            <td class="number">{number(language, period.quad3)}</td>
            <td class="number">{number(language, period.quad4)}</td>
            <td class="number">{percent(language, period.share)}</td>
            <td class="number">{percent(language, period.level)}</td>
            <td class="number">{percent(language, period.level_low)}</td>
            <td class="number">{percent(language, period.level_high)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
