// The page in a real browser, against a server that holds the sample archive.
//
//   node tests/views.mjs http://127.0.0.1:8080/ [--shots DIR] [--only VIEW|readers] [--thorough]
//
// Each view in both languages, both colour schemes, at 1280 and 360 pixels: no console error, nothing asked of other hosts, nothing
// wider than the window, nothing that jumps. In two of the four settings (light and wide, dark and narrow; --thorough: in all) also
// axe, and pictures. Then what readers do: search, brush, back, save, code, correct.
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    shots: { type: "string" },
    only: { type: "string" },
    thorough: { type: "boolean" },
    browser: { type: "string", default: "/usr/bin/chromium" },
  },
});
const base = new URL(positionals[0] ?? "http://127.0.0.1:8080/").origin;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
if (options.shots) mkdirSync(options.shots, { recursive: true });

const faults = [];
// Told at once: a run that is cut off has said what it saw.
const fault = (where, what) => {
  faults.push(`${where}: ${what}`);
  console.log(faults[faults.length - 1]);
};
const ask = async (path) => {
  const answer = await fetch(`${base}/api/v1${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

// The archive is read when the server begins.
while (!(await fetch(`${base}/readyz`)).ok) await new Promise((done) => setTimeout(done, 100));

// What the views are of: taken from the archive, not written down here.
const told = (await ask("/stories?limit=1000")).items;
const most = [...told].sort((a, b) => b.documents - a.documents)[0];
const source = (await ask("/events?limit=1000")).items.find((event) => event.attribution.some((one) => one.kind === "speaker"));
const hostile = (await ask("/events?outlet=Markup")).items[0];
const VIEWS = {
  start: "/",
  pair: "/?pair=PRK,RUS&from=1990",
  story: `/?story=${most.story_id}`,
  event: `/?event=${source.event_id}`,
  document: `/?document=${encodeURIComponent(source.doc_id)}`,
  actor: "/?actor=RUS",
  stories: "/?stories&type=CONSULT",
  network: "/?network",
  map: "/?map",
  try: "/?try",
  corrections: "/?corrections",
  nothing: "/?story=none",
};
const SETTINGS = [
  { language: "en", scheme: "light", width: 1280, height: 900, thorough: true },
  { language: "id", scheme: "dark", width: 1280, height: 900 },
  { language: "en", scheme: "light", width: 360, height: 740 },
  { language: "id", scheme: "dark", width: 360, height: 740, thorough: true },
];
const H1 = { en: /What the archive holds/, id: /Isi arsip/ };

const browser = await chromium.launch({ executablePath: options.browser, args: ["--no-sandbox", "--disable-dev-shm-usage"] });

async function open(setting) {
  const context = await browser.newContext({
    viewport: { width: setting.width, height: setting.height },
    colorScheme: setting.scheme,
    locale: setting.language === "id" ? "id-ID" : "en-GB",
    hasTouch: setting.width < 500,
  });
  await context.addInitScript(() => {
    window.jumped = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.jumped.push(entry.value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  const page = await context.newPage();
  page.where = "";
  page.expected = new Set();
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // A view of something that is not there asks for it, and the browser says so.
    if (page.where.startsWith("nothing") && /404/.test(message.text())) return;
    fault(page.where, `console: ${message.text()}`);
  });
  page.on("pageerror", (error) => fault(page.where, `script: ${error}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== base) fault(page.where, `asks another host: ${request.url()}`);
  });
  return page;
}

const settled = async (page) => {
  await page.waitForFunction(() => document.querySelector("main h1") && !document.querySelector(".waiting, [aria-busy=true]"), null, {
    timeout: 30_000,
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
};

async function check(page, name, thorough = true) {
  const found = await page.evaluate(
    () =>
      new Promise((done) => {
        const wide = [...document.querySelectorAll("body *")]
          .filter((element) => !element.closest(".table-scroll, .unseen, .skip, svg") && element.getBoundingClientRect().right > innerWidth + 1)
          .slice(0, 3)
          .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
        done({
          scroll: document.documentElement.scrollWidth - document.documentElement.clientWidth,
          wide,
          jumped: window.jumped.reduce((sum, value) => sum + value, 0),
          headings: document.querySelectorAll("h1").length,
          title: document.title,
          language: document.documentElement.lang,
        });
      }),
  );
  if (found.scroll > 0 || found.wide.length) fault(page.where, `wider than the window by ${found.scroll} px: ${found.wide.join(", ")}`);
  if (found.jumped > 0.02) fault(page.where, `layout shift ${found.jumped.toFixed(3)}`);
  if (found.headings !== 1) fault(page.where, `${found.headings} main headings`);
  if (!found.title.includes("Kawat")) fault(page.where, `title "${found.title}"`);
  if (!thorough) return;
  await page.evaluate(axe);
  const rules = await page.evaluate(() =>
    axe.run(document, { resultTypes: ["violations"] }).then((result) =>
      result.violations.map(
        (rule) =>
          `${rule.id}: ${rule.help} (${rule.nodes
            .slice(0, 2)
            .map((node) => `${node.target} ${node.failureSummary?.split("\n")[1] ?? ""}`)
            .join("; ")})`,
      ),
    ),
  );
  for (const rule of rules) fault(page.where, `axe ${rule}`);
  if (options.shots) await page.screenshot({ path: `${options.shots}/${name}.png`, fullPage: true });
}

async function views(setting) {
  const page = await open(setting);
  for (const [name, path] of Object.entries(VIEWS)) {
    if (options.only && options.only !== name) continue;
    page.where = `${name} ${setting.language} ${setting.scheme} ${setting.width}`;
    try {
      await page.goto(base + path, { waitUntil: "load" });
      await settled(page);
      if (name === "start" && !H1[setting.language].test((await page.textContent("h1")) ?? "")) fault(page.where, "is not in the browser's language");
      if (name === "event") await page.check("input[value=recode]");
      if (name === "pair") await page.click("figure summary");
      if (name === "try") {
        await page.click("form.try button[type=button]");
        await page.click("form.try button[type=submit]");
        await page.waitForSelector(".coded .sentence", { timeout: 30_000 });
      }
      await check(page, `${name}-${setting.language}-${setting.scheme}-${setting.width}`, Boolean(options.thorough || setting.thorough));
    } catch (error) {
      fault(page.where, String(error).split("\n")[0]);
    }
  }
  await page.context().close();
}

async function attempt(page, where, act) {
  page.where = where;
  try {
    await act();
  } catch (error) {
    fault(
      where,
      String(error.message ?? error)
        .split("\n")
        .slice(0, 3)
        .join(" "),
    );
  }
}
const expect = (where, holds, what) => {
  if (!holds) fault(where, what);
};

async function readers() {
  const page = await open(SETTINGS[0]);
  await attempt(page, "first view", async () => {
    // Best of five; a busy machine delays everything, so a plain file of the same server is the measure of busy.
    const best = async (path, selector) => {
      let least = Infinity;
      for (let i = 0; i < 5; ++i) {
        await page.goto("about:blank");
        const begin = performance.now();
        await page.goto(base + path, { waitUntil: "commit" });
        await page.waitForSelector(selector);
        least = Math.min(least, performance.now() - begin);
      }
      return least;
    };
    const plain = await best("/licences.txt", "pre");
    const first = await best("/", "main h1");
    const weight = await page.evaluate(() =>
      [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")].reduce(
        (sum, entry) => sum + entry.encodedBodySize,
        0,
      ),
    );
    console.log(`first view after ${Math.round(first)} ms (a text file ${Math.round(plain)} ms), ${Math.round(weight / 1024)} kB with its data`);
    expect("first view", first < Math.max(1000, 8 * plain), `takes ${Math.round(first)} ms`);
    expect("first view", weight < 400 * 1024, `weighs ${weight} bytes`);
  });
  await attempt(page, "keyboard", async () => {
    await page.goto(base);
    await settled(page);
    const order = [];
    for (let i = 0; i < 13; ++i) {
      await page.keyboard.press("Tab");
      order.push(
        await page.evaluate(() => {
          const element = document.activeElement;
          const looks = getComputedStyle(element);
          if (looks.outlineStyle === "none") return `${element.tagName} without an outline`;
          return element.getAttribute("href") ?? element.getAttribute("role") ?? element.tagName.toLowerCase();
        }),
      );
    }
    const wanted = [
      "#main",
      "/",
      "/",
      "/?stories",
      "/?network",
      "/?map",
      "/?try",
      "/?corrections",
      "combobox",
      "select",
      "select",
      "combobox",
      "combobox",
    ];
    expect("keyboard", order.join(" ") === wanted.join(" "), `focus goes ${order.join(" ")}`);
    // Two actors by keyboard alone.
    await page.focus(".finder input");
    await page.keyboard.type("Indones");
    await page.waitForSelector(".finder [role=option]");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Austral");
    await page.waitForFunction(
      () => document.activeElement?.getAttribute("aria-expanded") === "true" && document.querySelectorAll(".finder [role=option]").length > 0,
    );
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/pair=IDN,AUS/);
    await settled(page);
    expect("keyboard", await page.evaluate(() => document.activeElement?.id === "main"), "the focus does not follow to the new view");
    expect("keyboard", /Indonesia.*Australia/.test((await page.textContent("h1")) ?? ""), "no relation shown");
  });
  await attempt(page, "brush", async () => {
    await page.goto(`${base}/?pair=PRK,RUS&from=1990`);
    await settled(page);
    const box = await page.locator("svg.relation").boundingBox();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + 120, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/from=20\d\d-\d\d-\d\d&to=20\d\d-\d\d-\d\d/);
    await settled(page);
    const span = new URL(page.url()).searchParams;
    const days = await page.locator(".window input").evaluateAll((inputs) => inputs.map((input) => input.value));
    expect("brush", days[0] === span.get("from") && days[1] === span.get("to"), `fields say ${days}`);
    await page.goBack();
    await page.waitForFunction(() => !location.search.includes("&to="));
    await settled(page);
    expect("brush", (await page.locator(".window input").first().inputValue()) === "1990", "back does not bring the old span");
    await page.selectOption(".controls select >> nth=0", "week");
    await page.waitForURL(/step=week/);
    await settled(page);
  });
  await attempt(page, "save", async () => {
    await page.goto(`${base}/?pair=PRK,RUS&from=1990`);
    await settled(page);
    for (const [format, begins] of [
      ["svg", "<svg"],
      ["png", "\u0089PNG"],
      ["csv", "start,stories"],
    ]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`.figure-save button:text-is("${format.toUpperCase()}")`)]);
      const data = readFileSync(await download.path());
      expect("save", data.toString("latin1").startsWith(begins) && data.length > 500, `${format} is ${data.length} bytes`);
      if (format === "svg") expect("save", !/var\(|class=|data-passing/.test(data.toString()), "the SVG needs the style sheet");
    }
  });
  await attempt(page, "settings", async () => {
    await page.goto(`${base}/?map`);
    await settled(page);
    await page.selectOption(".settings select >> nth=0", "id");
    await page.waitForSelector('html[lang="id"]');
    await page.selectOption(".settings select >> nth=1", "dark");
    const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.reload();
    await settled(page);
    expect("settings", /Di mana/.test((await page.textContent("h1")) ?? ""), "the language is not kept");
    expect("settings", (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)) === dark, "the colours are not kept");
    await page.selectOption(".settings select >> nth=0", "en");
    await page.selectOption(".settings select >> nth=1", "auto");
  });
  await attempt(page, "text is text", async () => {
    for (const path of [`/?event=${hostile.event_id}`, `/?document=${encodeURIComponent(hostile.doc_id)}`, "/?stories&outlet=Markup"]) {
      await page.goto(base + path);
      await settled(page);
      expect("text is text", (await page.textContent("main")).includes("<b onclick"), `${path} does not show what stands there`);
      expect("text is text", (await page.locator("main b, main img").count()) === 0, `${path} takes text for HTML`);
      expect("text is text", (await page.locator('a[href^="javascript"]').count()) === 0, `${path} links to a script`);
    }
  });
  await attempt(page, "correct", async () => {
    await page.goto(`${base}/?event=${source.event_id}`);
    await settled(page);
    await page.check("input[value=recode]");
    await page.selectOption(".correct select >> nth=0", "AID");
    await page.fill(".correct input[name=note]", "checked in the browser");
    await page.click(".correct button[type=submit]");
    await page.waitForFunction(() => document.querySelector(".correct [role=status]")?.textContent?.startsWith("Saved"));
    await page.click(".correct a[href='/?corrections']");
    await page.waitForSelector("main td >> text=checked in the browser");
    await settled(page);
    page.where = "corrections filled";
    await check(page, "corrections-filled");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("main a[href*='as=cases']")]);
    expect("correct", /AID/.test(readFileSync(await download.path(), "utf8")), "the export does not hold the correction");
  });
  await attempt(page, "many sources", async () => {
    // The samples tell most stories once; two real events of two outlets stand for one that is told twice.
    const events = (await ask("/events?limit=1000")).items;
    const pair = [source, events.find((event) => event.outlet !== source.outlet && event.event_type === source.event_type) ?? events[0]];
    const { sources: _, disagreements: __, ...story } = await ask(`/stories/${most.story_id}`);
    const disagreements = [{ field: "date_start", values: pair.map((event) => ({ value: event.date_start, documents: [event.doc_id] })) }];
    await page.route("**/api/v1/stories/*", (route) => route.fulfill({ json: { ...story, documents: 2, sources: pair, disagreements } }));
    await page.goto(`${base}/?story=${most.story_id}`);
    await settled(page);
    await page.unroute("**/api/v1/stories/*");
    expect("many sources", (await page.locator(".source .sentence mark").count()) >= 2, "the acts are not marked");
    expect("many sources", (await page.locator(".source .chain").count()) === 2, "no chain for each source");
    for (const event of pair)
      expect("many sources", (await page.textContent("main table")).includes(event.outlet), `${event.outlet} is not named where it disagrees`);
    await check(page, "story-many");
  });
  await attempt(page, "chart by finger", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${base}/?network`);
    await settled(page);
    await page.click("svg.network a >> nth=0");
    await page.waitForURL(/actor=/);
  });
  await page.context().close();
}

const begun = performance.now();
try {
  if (options.only !== "readers") {
    await Promise.all([views(SETTINGS[0]), views(SETTINGS[1])]);
    await Promise.all([views(SETTINGS[2]), views(SETTINGS[3])]);
  }
  if (!options.only || options.only === "readers") await readers();
} finally {
  await browser.close();
}
console.log(
  `${Object.keys(VIEWS).length} views in ${SETTINGS.length} settings, ${faults.length} faults, ${Math.round((performance.now() - begun) / 1000)} s`,
);
process.exitCode = faults.length ? 1 : 0;
