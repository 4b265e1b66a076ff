// Small things that many views show: counts, bars, shares, spans of time, links to actors.
import { useState } from "preact/hooks";
import { address, day, type Values } from "../route.ts";
import { codeName, MISSING, number, percent, quadOf, typeName } from "../text/format.ts";
import { useText } from "../text/language.ts";

export function ActorLink({ code, name }: { code: string | null; name: string | null }) {
  const { language, t } = useText();
  if (!code) return <>{name ?? <span class="soft">{t.event.nobody}</span>}</>;
  return <a href={address("actor", code)}>{name ?? codeName(language, code)}</a>;
}

export interface Bar {
  key: string;
  label: string;
  value: number;
  href?: string;
  quad?: number;
}

/** Counts as bars, the longest first. The number stands beside each, so the bar itself says nothing to a screen reader. */
export function Bars({ bars, most = 12 }: { bars: Bar[]; most?: number }) {
  const { language } = useText();
  const longest = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ol class="bars">
      {bars.slice(0, most).map((bar) => (
        <li key={bar.key}>
          <span class="bars-label">{bar.href ? <a href={bar.href}>{bar.label}</a> : bar.label}</span>
          <span class="bars-track" aria-hidden="true">
            <span class={`bars-bar${bar.quad ? ` quad${bar.quad}` : ""}`} style={{ width: `${(100 * bar.value) / longest}%` }} />
          </span>
          <span class="bars-value">{number(language, bar.value)}</span>
        </li>
      ))}
    </ol>
  );
}

export function TypeBars({
  types,
  most,
  href,
}: {
  types: { event_type: string; stories: number }[];
  most?: number;
  href?: (type: string) => string;
}) {
  const { language } = useText();
  const sorted = [...types].sort((a, b) => b.stories - a.stories);
  const bars = sorted.map((type) => {
    const bar: Bar = { key: type.event_type, label: typeName(language, type.event_type), value: type.stories, quad: quadOf(type.event_type) };
    if (href) bar.href = href(type.event_type);
    return bar;
  });
  return <Bars bars={bars} most={most ?? 16} />;
}

/** What the four colours mean, in words. */
export function QuadKey() {
  const { t } = useText();
  return (
    <ul class="key">
      {[2, 1, 3, 4].map((quad) => (
        <li key={quad}>
          <span class={`key-swatch quad${quad}`} aria-hidden="true" />
          {t.quad[quad]}
        </li>
      ))}
    </ul>
  );
}

export const tone = (share: number | null | undefined) => (share === null || share === undefined ? "" : share >= 0.5 ? "coop" : "conflict");

/** A share with its interval, on a line from 0 to 100 % with its middle. */
export function ShareBar({
  share,
  low,
  high,
  from,
}: {
  share: number;
  low?: number | undefined;
  high?: number | undefined;
  from?: number | undefined;
}) {
  // A move is coloured by where it goes, a state by where it is.
  const hue = from === undefined ? tone(share) : tone(share > from ? 1 : 0);
  const x = (value: number) => 2 + 96 * Math.min(1, Math.max(0, value));
  return (
    <svg class="share-bar" viewBox="0 0 100 16" aria-hidden="true" preserveAspectRatio="none">
      <line class="axis" x1="2" x2="98" y1="8" y2="8" />
      <line class="axis" x1="50" x2="50" y1="3" y2="13" />
      {low !== undefined && high !== undefined && <line class={`range ${hue}`} x1={x(low)} x2={x(high)} y1="8" y2="8" />}
      {from !== undefined && <line class={`move ${hue}`} x1={x(from)} x2={x(share)} y1="8" y2="8" />}
      {from !== undefined && <line class="was" x1={x(from)} x2={x(from)} y1="4" y2="12" />}
      <rect class={`now ${hue}`} x={x(share) - 1.2} y="2.5" width="2.4" height="11" />
    </svg>
  );
}

export function Share({ value }: { value: number | null | undefined }) {
  const { language } = useText();
  if (value === null || value === undefined) return <>{MISSING}</>;
  return <span class={`figure-number ${tone(value)}`}>{percent(language, value)}</span>;
}

/** First and last day, as fields. A brush does the same with the mouse. */
export function WindowForm({
  from,
  to,
  onChange,
  children,
}: {
  from: string | null;
  to: string | null;
  onChange: (values: Values) => void;
  children?: preact.ComponentChildren;
}) {
  const { t } = useText();
  const [bad, setBad] = useState(false);
  return (
    <form
      class="window"
      aria-label={t.window.label}
      key={`${from} ${to}`}
      onSubmit={(submit) => {
        submit.preventDefault();
        const fields = new FormData(submit.currentTarget);
        const first = String(fields.get("from") ?? "").trim();
        const last = String(fields.get("to") ?? "").trim();
        const wrong = (first !== "" && !day(first, "first")) || (last !== "" && !day(last, "last"));
        setBad(wrong);
        if (!wrong) onChange({ from: first, to: last });
      }}
    >
      <label>
        {t.window.from} <input name="from" inputMode="numeric" size={10} defaultValue={from ?? ""} title={t.window.hint} />
      </label>
      <label>
        {t.window.to} <input name="to" inputMode="numeric" size={10} defaultValue={to ?? ""} title={t.window.hint} />
      </label>
      <button type="submit">{t.window.apply}</button>
      {children}
      <span role="alert" class="window-bad">
        {bad ? t.window.bad : ""}
      </span>
    </form>
  );
}
