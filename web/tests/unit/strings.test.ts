import assert from "node:assert/strict";
import test from "node:test";
import { en } from "../../src/text/en.ts";
import { id } from "../../src/text/id.ts";

type Tree = { [key: string]: unknown };

function leaves(tree: Tree, path = ""): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? leaves(value as Tree, `${path}${key}.`) : [[`${path}${key}`, value] as [string, unknown]],
  );
}

test("both languages have the same strings, in the same order", () => {
  assert.deepEqual(
    leaves(id).map(([key]) => key),
    leaves(en).map(([key]) => key),
  );
});

test("strings of the same kind: both texts, or both functions that use all they are given", () => {
  const other = new Map(leaves(id));
  for (const [key, value] of leaves(en)) {
    const mine = other.get(key);
    assert.equal(typeof mine, typeof value, key);
    for (const [language, text] of [
      ["en", value],
      ["id", mine],
    ] as const) {
      if (typeof text === "string") {
        assert.ok(text.trim() === text && text.length > 0, `${language} ${key} is empty or has blanks around it`);
        continue;
      }
      assert.equal(typeof text, "function", key);
      const build = text as (...given: unknown[]) => string;
      const given = Array.from({ length: build.length }, (_, i) => (key.startsWith("counts.") && i === 0 ? 2 : `<${i}>`));
      const built = build(...given);
      given.forEach((word, i) => {
        if (typeof word === "string") assert.ok(built.includes(word), `${language} ${key} does not use what it is given (${i})`);
      });
    }
  }
});

test("few strings are the same in both languages", () => {
  const same = leaves(en).filter(([key, value]) => typeof value === "string" && new Map(leaves(id)).get(key) === value);
  assert.deepEqual(same.map(([key]) => key).sort(), ["event.wikidata", "failed.tokenLabel", "figure.csv", "figure.png", "figure.svg"].sort());
});
