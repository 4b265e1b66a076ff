// Pictures for README and manual, in the style that most readers see: light, 1120 pixels.
//
//   node tests/screenshots.mjs http://127.0.0.1:8080/ DIRECTORY
import { chromium } from "playwright-core";

const [address, directory] = process.argv.slice(2);
const base = new URL(address).origin;
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage"] });

async function shot(name, path, { width = 1120, height, scheme = "light", locale = "en-GB", before } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale });
  const page = await context.newPage();
  await page.goto(base + path);
  await page.waitForFunction(() => document.querySelector("main h1") && !document.querySelector(".waiting, [aria-busy=true]"));
  if (before) await before(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: `${directory}/${name}.png` });
  await context.close();
}

// The story that most articles tell, so that there is something to compare.
const stories = (await (await fetch(`${base}/api/v1/stories?limit=1000`)).json()).items;
const most = stories.sort((a, b) => b.documents - a.documents)[0];

await shot("relation", "/?pair=PRK,RUS&from=1990", { height: 900 });
await shot("story", `/?story=${most.story_id}`, { height: 760 });
await shot("network", "/?network&from=2015", { height: 820 });
await shot("phone", "/?map", { width: 390, height: 780, scheme: "dark", locale: "id-ID" });
await browser.close();
