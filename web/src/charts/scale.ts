// Scales and ticks of time, for pictures that are drawn by hand.
const DAY = 86_400_000;

export const time = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
export const iso = (value: number): string => new Date(value).toISOString().slice(0, 10);

export interface TimeScale {
  (text: string | number): number;
  back: (x: number) => number;
  first: number;
  last: number;
}

export function timeScale(first: string, last: string, left: number, right: number): TimeScale {
  const from = time(first);
  const to = Math.max(time(last), from + DAY);
  const scale = ((value: string | number) => {
    const at = typeof value === "number" ? value : time(value);
    return left + ((at - from) / (to - from)) * (right - left);
  }) as TimeScale;
  scale.back = (x) => from + ((x - left) / (right - left)) * (to - from);
  scale.first = from;
  scale.last = to;
  return scale;
}

export interface Tick {
  at: number;
  label: "year" | "month" | "day";
}

/** Beginnings of years, months or days that leave `room` pixels between them. */
export function ticks(scale: TimeScale, width: number, room = 64): Tick[] {
  const most = Math.max(2, Math.floor(width / room));
  const days = (scale.last - scale.first) / DAY;
  const found: Tick[] = [];
  const years = days / 365.25;
  if (years > 1.5) {
    const step = [1, 2, 5, 10, 20, 50, 100].find((candidate) => years / candidate <= most) ?? 200;
    const begin = new Date(scale.first).getUTCFullYear();
    for (let year = Math.ceil(begin / step) * step; ; year += step) {
      const at = Date.UTC(year, 0, 1);
      if (at > scale.last) break;
      if (at >= scale.first) found.push({ at, label: "year" });
    }
    return found;
  }
  const months = days / 30.4;
  if (months > 2) {
    const step = [1, 2, 3, 6].find((candidate) => months / candidate <= most) ?? 6;
    const begin = new Date(scale.first);
    for (let month = Math.ceil(begin.getUTCMonth() / step) * step; ; month += step) {
      const at = Date.UTC(begin.getUTCFullYear(), month, 1);
      if (at > scale.last) break;
      if (at >= scale.first) found.push({ at, label: "month" });
    }
    return found;
  }
  const step = [1, 2, 7, 14].find((candidate) => days / candidate <= most) ?? 30;
  for (let at = scale.first; at <= scale.last; at += step * DAY) found.push({ at, label: "day" });
  return found;
}

/** The day after the last one of a period that begins on `start`. */
export function periodEnd(start: string, step: "week" | "month"): string {
  const at = new Date(time(start));
  if (step === "week") return iso(at.getTime() + 7 * DAY);
  return iso(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
}
export const dayBefore = (text: string): string => iso(time(text) - DAY);
