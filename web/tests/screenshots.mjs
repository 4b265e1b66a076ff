// Pictures for README and manual, in the style that most readers see: light, 1120 pixels.
//
//   node tests/screenshots.mjs http://127.0.0.1:8080/ DIRECTORY
import { chromium } from "playwright-core";

const [address, directory] = process.argv.slice(2);
const base = new URL(address).origin;
// The archive is read when the server begins.
while (!(await fetch(`${base}/readyz`)).ok) await new Promise((done) => setTimeout(done, 100));

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });

async function shot(name, path, { width = 1120, height, scheme = "light", locale = "en-GB", before } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale });
  const page = await context.newPage();
  await page.goto(base + path);
  await page.waitForFunction(() => document.querySelector("main h1") && !document.querySelector(".waiting, [aria-busy=true]"), null, {
    timeout: 120_000,
  });
  if (before) await before(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${directory}/${name}.png` });
  await context.close();
}

// An event with a long chain of sources, told in full.
const events = (await (await fetch(`${base}/api/v1/events?limit=1000`)).json()).items;
const full = (event) =>
  event.attribution.length * 4 +
  [event.date_text, event.place_text, event.recipient_text].filter((text) => text && event.evidence_text.includes(text)).length -
  event.evidence_text.length / 100;
const best = events.filter((event) => event.language === "en" && event.modality === "actual").sort((a, b) => full(b) - full(a))[0];

await shot("relation", "/?pair=PRK,RUS&from=1990", { height: 900 });
await shot("event", `/?event=${best.event_id}`, { height: 760 });
await shot("network", "/?network&from=2015", { height: 820 });
await shot("phone", "/?map", { width: 390, height: 780, scheme: "dark", locale: "id-ID" });
await browser.close();
