import { dayText, monthText } from "../text/format.ts";
import { useText } from "../text/language.ts";
import { iso, ticks, type TimeScale } from "./scale.ts";

export function TimeAxis({ scale, left, right, y, top }: { scale: TimeScale; left: number; right: number; y: number; top: number }) {
  const { language } = useText();
  const text = (at: number, label: string) => {
    const day = iso(at);
    return label === "year" ? day.slice(0, 4) : label === "month" ? monthText(language, day, "short") : dayText(language, day, "short");
  };
  return (
    <g class="axis-time">
      {ticks(scale, right - left).map((tick) => {
        const x = scale(tick.at);
        const anchor = x > right - 24 ? "end" : x < left + 20 ? "start" : "middle";
        return (
          <g key={tick.at}>
            <line class="grid" x1={x} x2={x} y1={top} y2={y} />
            <text class="tick" x={x} y={y + 15} text-anchor={anchor}>
              {text(tick.at, tick.label)}
            </text>
          </g>
        );
      })}
    </g>
  );
}
