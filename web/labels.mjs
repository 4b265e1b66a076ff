// Names of types, modes, contexts, sectors and states in both languages, out of data/, where they are kept.
import { readFileSync } from "node:fs";
import { join } from "node:path";

function rows(path) {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => line.split("\t"));
}

const first = (names) => names.split("|")[0].replace(/^[=-]/, "");

export function labels(data) {
  const types = {};
  for (const [type, quad, intensity, , , en, id] of rows(join(data, "ontology/types.tsv")))
    types[type] = { quad: Number(quad), intensity: Number(intensity), en, id, modes: {} };
  for (const [type, mode, , , en, id] of rows(join(data, "ontology/modes.tsv"))) types[type].modes[mode] = { en, id };
  const plain = (file) => Object.fromEntries(rows(join(data, `ontology/${file}.tsv`)).map(([code, en, id]) => [code, { en, id }]));
  const states = {};
  for (const [code, , , en, id] of rows(join(data, "actors/states.tsv"))) {
    if (!/^[A-Z]{3}$/.test(code) || states[code] || !en || !id) continue;
    states[code] = { en: first(en), id: first(id) };
  }
  return { types, contexts: plain("contexts"), sectors: plain("sectors"), states };
}
