// Where the reader is: the query string and nothing else, so that every view can be linked and "back" works.
//
//   /                                  start
//   /?pair=PRK,RUS&from=2010&to=2024   a relation; also step=, count=, planned and so on
//   /?story=ID  /?event=ID  /?document=ID  /?actor=RUS
//   /?stories&type=…                   the stories that fit a filter
//   /?network  /?map  /?try  /?corrections
export const VIEWS = ["pair", "story", "event", "document", "actor", "stories", "network", "map", "try", "corrections"] as const;
export type View = "start" | (typeof VIEWS)[number];

export interface Route {
  view: View;
  /** What the view is of: a pair "A,B", an id, a code; empty where the view needs none. */
  of: string;
  parameters: URLSearchParams;
}

export function read(search: string): Route {
  const parameters = new URLSearchParams(search);
  for (const view of VIEWS) {
    const of = parameters.get(view);
    if (of !== null) {
      parameters.delete(view);
      return { view, of, parameters };
    }
  }
  return { view: "start", of: "", parameters };
}

export type Values = Record<string, string | number | boolean | null | undefined>;

/** The address of a view. Empty values are left out. */
export function address(view: View, of = "", values: Values | URLSearchParams = {}): string {
  const parts: string[] = [];
  if (view !== "start") parts.push(of ? `${view}=${encode(of)}` : view);
  const entries = values instanceof URLSearchParams ? [...values.entries()] : Object.entries(values);
  for (const [name, value] of entries) {
    if (value === null || value === undefined || value === "" || value === false) continue;
    parts.push(value === true ? name : `${name}=${encode(String(value))}`);
  }
  return parts.length ? `/?${parts.join("&")}` : "/";
}

// Commas and colons stay readable.
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":");
}

/** The same view with some parameters changed; null takes one away. */
export function changed(route: Route, values: Values): string {
  const parameters = new URLSearchParams(route.parameters);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === "" || value === false) parameters.delete(name);
    else parameters.set(name, value === true ? "" : String(value));
  }
  return address(route.view, route.of, parameters);
}

/** "2010", "2010-05" or "2010-05-06" as its first or last day; null where it is none of these. */
export function day(text: string | null, end: "first" | "last"): string | null {
  const found = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text ?? "");
  if (!found) return null;
  const [, year, month, date] = found;
  if (date) return `${year}-${month}-${date}`;
  if (end === "first") return `${year}-${month ?? "01"}-01`;
  const last = new Date(Date.UTC(Number(year), month ? Number(month) : 12, 0)).getUTCDate();
  return `${year}-${month ?? "12"}-${String(last).padStart(2, "0")}`;
}
