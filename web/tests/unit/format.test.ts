import assert from "node:assert/strict";
import test from "node:test";
import { csvText } from "../../src/text/csv.ts";
import { actName, codeName, dayText, number, percent, shortened, spanText, webAddress } from "../../src/text/format.ts";

const plain = (text: string) => text.replace(/[\u00a0\u2009\u202f]/g, " ");

test("numbers as each language writes them", () => {
  assert.equal(number("en", 1234567), "1,234,567");
  assert.equal(number("id", 1234567), "1.234.567");
  assert.equal(number("id", 2.5, 1), "2,5");
});

test("shares: nothing is 0 %, a little is not", () => {
  assert.equal(plain(percent("en", 0)), "0%");
  assert.equal(plain(percent("en", 0.001)), "<1%");
  assert.equal(plain(percent("en", 0.9999)), ">99%");
  assert.equal(plain(percent("en", 1)), "100%");
  assert.equal(plain(percent("id", 0.724)), "72%");
  assert.equal(percent("en", null), "–");
});

test("days do not move with the time zone", () => {
  assert.equal(dayText("en", "2016-03-01"), "1 March 2016");
  assert.equal(dayText("id", "2016-08-31"), "31 Agustus 2016");
  assert.equal(dayText("en", "1948-10-13"), "13 October 1948");
  assert.equal(dayText("en", null), "–");
});

test("spans are told as short as they can be", () => {
  assert.equal(spanText("en", "2024-06-19", "2024-06-19"), "19 June 2024");
  assert.equal(spanText("en", "2024-06-01", "2024-06-30"), "June 2024");
  assert.equal(spanText("id", "2023-01-01", "2023-12-31"), "2023");
  assert.equal(spanText("en", "2010-01-01", "2019-12-31"), "2010–2019");
  assert.match(plain(spanText("en", "2024-06-03", "2024-06-05")), /^3\s?–\s?5 June 2024$/);
  assert.equal(spanText("id", null, null), "–");
});

test("codes become names in the reader's language", () => {
  assert.equal(codeName("id", "PRK"), "Korea Utara");
  assert.equal(codeName("en", "PRK", "whatever"), "North Korea");
  assert.equal(codeName("en", "RUSGOV"), "Russia, government");
  assert.equal(codeName("en", "RUSGOV", "Vladimir Putin"), "Vladimir Putin");
  assert.equal(codeName("id", "COP"), "polisi");
  assert.equal(codeName("en", "XYZ"), "XYZ");
  assert.equal(codeName("en", null), "–");
});

test("acts go by their mode where they have one", () => {
  assert.equal(actName("en", "CONSULT", "visit"), "visit");
  assert.equal(actName("id", "CONSULT", null), "konsultasi");
  assert.equal(actName("en", "UNHEARD", null), "UNHEARD");
});

test("only web addresses become links", () => {
  assert.equal(webAddress("https://example.org/a"), "https://example.org/a");
  assert.equal(webAddress("javascript:alert(1)"), null);
  assert.equal(webAddress("data:text/html,x"), null);
  assert.equal(webAddress("berita/1.html"), null);
  assert.equal(webAddress(null), null);
});

test("texts are cut between words and between code points", () => {
  assert.equal(shortened("satu dua tiga", 50), "satu dua tiga");
  assert.equal(shortened("satu dua tiga empat", 14), "satu dua tiga…");
  assert.equal(shortened("😀😀😀😀", 2), "😀😀…");
});

test("CSV quotes what must be, and no cell is a formula", () => {
  assert.equal(
    csvText([
      ["a", "b"],
      ['say "x", y', 1],
      ["=1+1", null],
    ]),
    'a,b\r\n"say ""x"", y",1\r\n\'=1+1,\r\n',
  );
});
