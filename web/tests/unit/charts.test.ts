import assert from "node:assert/strict";
import test from "node:test";
import { binned } from "../../src/charts/bins.ts";
import { dayBefore, iso, periodEnd, ticks, timeScale } from "../../src/charts/scale.ts";
import type { Period } from "../../src/model.ts";

test("a scale and its way back", () => {
  const x = timeScale("2010-01-01", "2020-01-01", 40, 640);
  assert.equal(x("2010-01-01"), 40);
  assert.equal(x("2020-01-01"), 640);
  for (const day of ["2011-05-17", "2016-02-29", "2019-12-31"]) assert.equal(iso(x.back(x(day))), day);
});

test("ticks are beginnings of years, months or days, and leave room", () => {
  for (const [first, last] of [
    ["1948-09-01", "2025-11-01"],
    ["2019-03-01", "2021-02-01"],
    ["2024-01-08", "2024-08-01"],
    ["2024-01-08", "2024-01-29"],
  ] as const) {
    const x = timeScale(first, last, 0, 600);
    const found = ticks(x, 600);
    assert.ok(found.length >= 2 && found.length <= 10, `${first} ${last}: ${found.length}`);
    for (const tick of found) {
      assert.ok(tick.at >= x.first && tick.at <= x.last);
      if (tick.label === "year") assert.match(iso(tick.at), /-01-01$/);
      if (tick.label === "month") assert.match(iso(tick.at), /-01$/);
    }
  }
});

test("periods end where the next one begins", () => {
  assert.equal(periodEnd("2024-12-01", "month"), "2025-01-01");
  assert.equal(periodEnd("2024-12-30", "week"), "2025-01-06");
  assert.equal(dayBefore("2024-03-01"), "2024-02-29");
});

test("bins hold every story once and begin with the calendar", () => {
  const periods = Array.from({ length: 100 }, (_, i) => ({
    start: iso(Date.UTC(2010, 7 + i, 1)),
    quad1: i % 3,
    quad2: 1,
    quad3: i % 2,
    quad4: 0,
  })) as Period[];
  const sum = (quad: 0 | 1 | 2 | 3, bins: ReturnType<typeof binned>) => bins.reduce((total, bin) => total + bin.quads[quad], 0);
  for (const most of [10, 40, 100, 200]) {
    const bins = binned(periods, most, "month");
    assert.ok(bins.length <= Math.max(most, 1) + 1);
    assert.equal(
      sum(0, bins),
      periods.reduce((total, period) => total + period.quad1, 0),
    );
    assert.equal(sum(1, bins), 100);
    assert.equal(bins[0]?.from, 0);
    assert.equal(bins[bins.length - 1]?.to, 99);
  }
  const yearly = binned(periods, 10, "month");
  assert.ok(yearly.slice(1).every((bin) => bin.start.endsWith("-01-01")));
});
