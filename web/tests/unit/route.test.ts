import assert from "node:assert/strict";
import test from "node:test";
import { address, changed, day, read, VIEWS } from "../../src/route.ts";

test("every view's address leads back to it", () => {
  for (const view of VIEWS) {
    for (const of of ["", "PRK,RUS", "a&b=c?d/é 1"]) {
      const route = read(new URL(address(view, of, { from: "2010", text: "a b&c" }), "http://x").search);
      assert.equal(route.view, view);
      assert.equal(route.of, of);
      assert.equal(route.parameters.get("from"), "2010");
      assert.equal(route.parameters.get("text"), "a b&c");
    }
  }
  assert.equal(read("").view, "start");
  assert.equal(read("?unknown=1").view, "start");
});

test("addresses stay readable and hold nothing empty", () => {
  assert.equal(address("pair", "PRK,RUS", { from: "2010-01", to: "", step: null, count: undefined }), "/?pair=PRK,RUS&from=2010-01");
  assert.equal(address("start"), "/");
  assert.equal(address("map"), "/?map");
});

test("a change keeps the rest", () => {
  const route = read("?pair=A,B&from=2010&step=week");
  assert.equal(changed(route, { from: null, to: "2012" }), "/?pair=A,B&step=week&to=2012");
});

test("years and months have a first and a last day", () => {
  assert.equal(day("2020", "first"), "2020-01-01");
  assert.equal(day("2020", "last"), "2020-12-31");
  assert.equal(day("2020-02", "last"), "2020-02-29");
  assert.equal(day("2021-02-03", "last"), "2021-02-03");
  assert.equal(day("20", "first"), null);
  assert.equal(day(null, "first"), null);
});
