// web/src → web/dist: index.html, scripts and style under names that hold their hash, so that browsers may keep them for ever.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync, renameSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { labels } from "./labels.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const aside = join(here, "dist.part");

mkdirSync(join(here, "src/generated"), { recursive: true });
const labelsPath = join(here, "src/generated/labels.json");
const labelsText = JSON.stringify(labels(join(here, "../data")));
// Written only when it is another, so that builds see what is new.
if (!existsSync(labelsPath) || readFileSync(labelsPath, "utf8") !== labelsText) writeFileSync(labelsPath, labelsText);

rmSync(aside, { recursive: true, force: true });
mkdirSync(aside, { recursive: true });
const common = {
  absWorkingDir: here,
  outdir: aside,
  bundle: true,
  target: ["es2022", "chrome109", "firefox115", "safari16"],
  minify: true,
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  legalComments: "none",
  logLevel: "warning",
};
const result = await build({
  ...common,
  entryPoints: ["src/main.tsx", "src/style/page.css"],
  splitting: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
});
// Runs before the first paint, so it is no module.
const before = await build({ ...common, entryPoints: ["src/early.ts"], format: "iife" });

const names = Object.entries({ ...result.metafile.outputs, ...before.metafile.outputs });
const nameOf = (entry) => {
  const found = names.find(([, output]) => output.entryPoint === entry);
  if (!found) throw new Error(`no output for ${entry}`);
  return found[0].split("/").pop();
};
const main = nameOf("src/main.tsx");
const early = nameOf("src/early.ts");
const style = nameOf("src/style/page.css");
// What the first view imports at once, so that the browser need not find it out by reading.
const chunks = names
  .find(([, output]) => output.entryPoint === "src/main.tsx")[1]
  .imports.filter((found) => found.kind === "import-statement")
  .map((found) => found.path.split("/").pop());

const icon = readFileSync(join(here, "src/icon.svg"));
const iconName = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8)}.svg`;
writeFileSync(join(aside, iconName), icon);
writeFileSync(
  join(aside, "index.html"),
  readFileSync(join(here, "src/index.html"), "utf8")
    .replace("{{style}}", style)
    .replace("{{early}}", early)
    .replace("{{icon}}", iconName)
    .replace("{{preload}}", chunks.map((chunk) => `<link rel="modulepreload" href="/${chunk}" />`).join("\n    "))
    .replace("{{main}}", main),
);

// The licences of what is bundled, as they ask for.
const packages = new Set(
  Object.keys(result.metafile.inputs)
    .map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter(Boolean),
);
const licences = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.txt", "LICENSE.md"].find((candidate) => existsSync(join(folder, candidate)));
  if (!file) throw new Error(`${name} comes without its licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
licences.push("Outlines of states and coasts: Natural Earth (https://www.naturalearthdata.com), public domain.\n");
writeFileSync(join(aside, "licences.txt"), licences.join("\n----\n\n"));

rmSync(dist, { recursive: true, force: true });
renameSync(aside, dist);
if (!existsSync(join(dist, "index.html"))) throw new Error("web/dist/index.html was not written");
