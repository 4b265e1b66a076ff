// Periods together where the picture has no room for each.
import type { Period } from "../model.ts";

export interface Bin {
  start: string;
  /** Its first and last period in the series. */
  from: number;
  to: number;
  quads: [number, number, number, number];
}

export function binned(periods: Period[], most: number, step: "week" | "month"): Bin[] {
  const sizes = step === "month" ? [1, 3, 6, 12, 24, 60, 120] : [1, 4, 13, 26, 52, 104, 520];
  const size = sizes.find((candidate) => periods.length / candidate <= most) ?? Math.ceil(periods.length / most);
  const bins: Bin[] = [];
  // Years and quarters begin where calendars begin them.
  const offset = step === "month" && periods[0] ? (Number(periods[0].start.slice(5, 7)) - 1) % size : 0;
  periods.forEach((period, index) => {
    if (index === 0 || (index + offset) % size === 0) bins.push({ start: period.start, from: index, to: index, quads: [0, 0, 0, 0] });
    const bin = bins[bins.length - 1] as Bin;
    bin.to = index;
    bin.quads[0] += period.quad1;
    bin.quads[1] += period.quad2;
    bin.quads[2] += period.quad3;
    bin.quads[3] += period.quad4;
  });
  return bins;
}
