import assert from "node:assert/strict";
import test from "node:test";
import type { Event } from "../../src/model.ts";
import { find, marksOf, pieces, points } from "../../src/text/highlight.ts";

const event = (changes: Partial<Event>): Event =>
  ({
    evidence_text: "",
    evidence_begin: 0,
    actor_begin: null,
    actor_end: null,
    recipient_begin: null,
    recipient_end: null,
    trigger_begin: 0,
    trigger_end: 0,
    date_text: null,
    place_text: null,
    attribution: [],
    ...changes,
  }) as Event;

const words = (of: Event) =>
  pieces(of.evidence_text, marksOf(of))
    .filter((piece) => piece.roles.length)
    .map((piece) => `${piece.text}:${piece.roles.join("+")}`);

test("spans count from the document, marks from the sentence", () => {
  const told = event({
    evidence_text: "Rusia menyerang Ukraina.",
    evidence_begin: 100,
    actor_begin: 100,
    actor_end: 105,
    trigger_begin: 106,
    trigger_end: 115,
    recipient_begin: 116,
    recipient_end: 123,
  });
  assert.deepEqual(words(told), ["Rusia:actor", "menyerang:act", "Ukraina:recipient"]);
});

test("spans are code points: letters beyond the first plane and marks count once", () => {
  const text = "😀𝒳 Presiden memuji Ankara.";
  const told = event({ evidence_text: text, trigger_begin: 12, trigger_end: 18, recipient_begin: 19, recipient_end: 25 });
  assert.deepEqual(words(told), ["memuji:act", "Ankara:recipient"]);
});

test("what stands in another sentence is not marked", () => {
  const told = event({ evidence_text: "Ia pergi.", evidence_begin: 50, actor_begin: 3, actor_end: 9, trigger_begin: 53, trigger_end: 58 });
  assert.deepEqual(words(told), ["pergi:act"]);
});

test("dates, places and speakers are looked for as whole words", () => {
  const told = event({
    evidence_text: "Senina met her in Wina on Senin, Tina said.",
    trigger_begin: 7,
    trigger_end: 10,
    date_text: "Senin",
    place_text: "Wina",
    attribution: [
      { name: "Tina", code: null, kind: "speaker", text: "Tina" },
      { name: "Outlet", code: null, kind: "outlet", text: "said" },
    ],
  });
  assert.deepEqual(words(told), ["met:act", "Wina:place", "Senin:date", "Tina:speaker"]);
});

test("a place that is exactly the recipient is both, a place inside of it is not cut out", () => {
  const both = event({
    evidence_text: "went to Pyongyang",
    trigger_begin: 0,
    trigger_end: 4,
    recipient_begin: 8,
    recipient_end: 17,
    place_text: "Pyongyang",
  });
  assert.deepEqual(words(both), ["went:act", "Pyongyang:recipient+place"]);
  const inside = event({
    evidence_text: "met the Paris mayor",
    trigger_begin: 0,
    trigger_end: 3,
    recipient_begin: 4,
    recipient_end: 19,
    place_text: "Paris",
  });
  assert.deepEqual(words(inside), ["met:act", "the Paris mayor:recipient"]);
});

test("pieces joined are the text, whatever the marks", () => {
  let seed = 7;
  const next = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 300; ++round) {
    const text = Array.from({ length: next(40) }, () => ["a", "é", "😀", " ", "字", "<b>"][next(6)]).join("");
    const marks = Array.from({ length: next(6) }, () => ({ role: "act" as const, begin: next(50) - 5, end: next(60) - 5 }));
    assert.equal(
      pieces(text, marks)
        .map((piece) => piece.text)
        .join(""),
      text,
    );
  }
});

test("find gives code points and prefers whole words", () => {
  assert.equal(find(points("😀 Iran"), "Iran"), 2);
  assert.equal(find(points("Iranian Iran"), "Iran"), 8);
  assert.equal(find(points("Iranian"), "Iran"), 0);
  assert.equal(find(points("x"), "Iran"), -1);
  assert.equal(find(points("x"), ""), -1);
});
