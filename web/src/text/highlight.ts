// Which words of a sentence say what. Offsets of events count code points of the document's text, JavaScript counts UTF-16
// units: everything here is in code points, and text is cut by them.
import type { Event } from "../model.ts";

export type Role = "actor" | "recipient" | "act" | "date" | "place" | "speaker";

export interface Mark {
  role: Role;
  begin: number;
  end: number;
}

export interface Piece {
  text: string;
  /** Empty for words that say nothing of the event; two where one phrase is both. */
  roles: Role[];
}

export function points(text: string): string[] {
  return Array.from(text);
}

/** Where `part` stands in the code points of a text, as a word of its own where possible; -1 where it does not. */
export function find(text: string[], part: string, from = 0): number {
  const wanted = points(part);
  if (!wanted.length) return -1;
  const letter = (at: number) => at >= 0 && at < text.length && /[\p{L}\p{N}]/u.test(text[at] as string);
  let loose = -1;
  for (let at = from; at + wanted.length <= text.length; ++at) {
    let same = 0;
    while (same < wanted.length && text[at + same] === wanted[same]) ++same;
    if (same < wanted.length) continue;
    if (!letter(at - 1) && !letter(at + wanted.length)) return at;
    if (loose < 0) loose = at;
  }
  return loose;
}

/** The marks of an event inside its sentence, counted from the sentence's start. */
export function marksOf(event: Event): Mark[] {
  const text = points(event.evidence_text);
  const marks: Mark[] = [];
  const add = (role: Role, begin: number | null, end: number | null) => {
    if (begin === null || end === null) return;
    const mark = { role, begin: begin - event.evidence_begin, end: end - event.evidence_begin };
    if (mark.begin >= 0 && mark.end <= text.length && mark.begin < mark.end) marks.push(mark);
  };
  add("act", event.trigger_begin, event.trigger_end);
  add("actor", event.actor_begin, event.actor_end);
  add("recipient", event.recipient_begin, event.recipient_end);
  // Dates, places and speakers come as words without offsets. They are looked for where nothing is marked yet, or where
  // exactly these words are ("to Pyongyang" is the place and the recipient); half a mark inside another would only confuse.
  const look = (role: Role, words: string | null) => {
    if (!words) return;
    const length = points(words).length;
    for (let at = find(text, words); at >= 0; ) {
      const begin = at;
      const end = at + length;
      const over = marks.filter((mark) => begin < mark.end && mark.begin < end);
      if (over.every((mark) => mark.begin === begin && mark.end === end)) {
        marks.push({ role, begin, end });
        return;
      }
      const later = find(text, words, at + 1);
      if (later <= at) return;
      at = later;
    }
  };
  look("date", event.date_text);
  look("place", event.place_text);
  for (const source of event.attribution) if (source.kind !== "outlet") look("speaker", source.text);
  return marks;
}

/** Cuts a text at every edge of a mark. Joined again, the pieces are the text. */
export function pieces(text: string, marks: Mark[]): Piece[] {
  const all = points(text);
  const kept = marks
    .map((mark) => ({ ...mark, begin: Math.max(0, mark.begin), end: Math.min(all.length, mark.end) }))
    .filter((mark) => mark.begin < mark.end);
  const edges = [...new Set([0, all.length, ...kept.flatMap((mark) => [mark.begin, mark.end])])].sort((a, b) => a - b);
  const cut: Piece[] = [];
  for (let i = 0; i + 1 < edges.length; ++i) {
    const [begin, end] = [edges[i] as number, edges[i + 1] as number];
    const roles = [...new Set(kept.filter((mark) => mark.begin <= begin && end <= mark.end).map((mark) => mark.role))];
    cut.push({ text: all.slice(begin, end).join(""), roles });
  }
  return cut;
}
