// Numbers, days and names as a newspaper of the reader's language writes them. Days are days, without a time zone.
import labelsFile from "../generated/labels.json";
import type { Language } from "./language.ts";

interface Label {
  en: string;
  id: string;
}
interface Labels {
  types: Record<string, Label & { quad: number; intensity: number; modes: Record<string, Label> }>;
  contexts: Record<string, Label>;
  sectors: Record<string, Label>;
  states: Record<string, Label>;
}
export const labels = labelsFile as Labels;

const LOCALE: Record<Language, string> = { id: "id-ID", en: "en-GB" };
export const MISSING = "–";

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();
function numbers(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `n${language}${JSON.stringify(options)}`;
  let found = made.get(key) as Intl.NumberFormat | undefined;
  if (!found) made.set(key, (found = new Intl.NumberFormat(LOCALE[language], options)));
  return found;
}
function days(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${language}${JSON.stringify(options)}`;
  let found = made.get(key) as Intl.DateTimeFormat | undefined;
  if (!found) made.set(key, (found = new Intl.DateTimeFormat(LOCALE[language], { timeZone: "UTC", ...options })));
  return found;
}

export function number(language: Language, value: number, digits = 0): string {
  return numbers(language, { maximumFractionDigits: digits }).format(value);
}

/** 0.724 → "72%"; between 0 and 0.5 % "<1%", so that something never reads as nothing. */
export function percent(language: Language, value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  const shown = numbers(language, { style: "percent", maximumFractionDigits: 0 });
  if (value > 0 && value < 0.005) return `<${shown.format(0.01)}`;
  if (value < 1 && value >= 0.995) return `>${shown.format(0.99)}`;
  return shown.format(value);
}

function parse(text: string): Date | null {
  const found = /^(\d{4})-(\d{2})(?:-(\d{2}))?/.exec(text);
  return found ? new Date(Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3] ?? 1))) : null;
}

/** "2016-03-21" → "21 March 2016", "21 Maret 2016". */
export function dayText(language: Language, text: string | null | undefined, length: "long" | "short" = "long"): string {
  const date = text ? parse(text) : null;
  if (!date) return MISSING;
  return days(language, { day: "numeric", month: length, year: "numeric" }).format(date);
}

/** "2016-03-01" → "March 2016". */
export function monthText(language: Language, text: string | null | undefined, length: "long" | "short" = "long"): string {
  const date = text ? parse(text) : null;
  return date ? days(language, { month: length, year: "numeric" }).format(date) : MISSING;
}

/** The days between which something happened, as short as they can be told: one day, a whole month, a whole year, or a span. */
export function spanText(language: Language, first: string | null, last: string | null): string {
  if (!first && !last) return MISSING;
  if (!first || !last || first === last) return dayText(language, first ?? last);
  const [from, to] = [parse(first), parse(last)];
  if (!from || !to) return MISSING;
  const ends = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate() === to.getUTCDate();
  if (from.getUTCDate() === 1 && ends) {
    if (first.slice(0, 7) === last.slice(0, 7)) return monthText(language, first);
    if (first.slice(5) === "01-01" && last.slice(5) === "12-31")
      return first.slice(0, 4) === last.slice(0, 4) ? first.slice(0, 4) : `${first.slice(0, 4)}–${last.slice(0, 4)}`;
  }
  return days(language, { day: "numeric", month: "long", year: "numeric" }).formatRange(from, to).replaceAll("\u2009", " ");
}

/** A code as words: "RUS" → "Russia", "RUSGOV" → "Russia, government", "UNO" → what the data calls it. */
export function codeName(language: Language, code: string | null, called: string | null = null): string {
  if (!code) return called ?? MISSING;
  const state = labels.states[code.slice(0, 3)];
  if (state && code.length === 3) return state[language];
  if (called) return called;
  const sector = labels.sectors[code.slice(3)] ?? labels.sectors[code];
  if (state) return sector ? `${state[language]}, ${sector[language]}` : `${state[language]} (${code.slice(3)})`;
  return sector && code.length === 3 ? sector[language] : code;
}

export function typeName(language: Language, type: string): string {
  return labels.types[type]?.[language] ?? type;
}
export function modeName(language: Language, type: string, mode: string | null): string | null {
  if (!mode) return null;
  return labels.types[type]?.modes[mode]?.[language] ?? mode;
}
/** "visit" of CONSULT, else the type itself: the most telling word there is. */
export function actName(language: Language, type: string, mode: string | null): string {
  return modeName(language, type, mode) ?? typeName(language, type);
}
export function contextName(language: Language, context: string): string {
  return labels.contexts[context]?.[language] ?? context;
}
export function languageName(language: Language, code: string): string {
  try {
    return new Intl.DisplayNames([LOCALE[language]], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
export function quadOf(type: string): number {
  return labels.types[type]?.quad ?? 0;
}
/** Cut at a word, with an ellipsis. */
export function shortened(text: string, most: number): string {
  const all = Array.from(text);
  if (all.length <= most) return text;
  const blank = all.lastIndexOf(" ", most);
  return `${all.slice(0, blank > most * 0.6 ? blank : most).join("")}…`;
}

/** Only web addresses become links: an article's url is data from outside. */
export function webAddress(url: string | null): string | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === "https:" || parsed.protocol === "http:" ? parsed.href : null;
  } catch {
    return null;
  }
}
