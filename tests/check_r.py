#!/usr/bin/env python3
"""R: the code of docs/r.md runs, and the data frames hold what the program says. Skipped (77) where there is no R.

usage: check_r.py KAWAT
"""
import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Types, and figures that the program has told in another way; lines of "name value" are compared below.
CHECKS = r"""
tell <- function(name, value) cat(sprintf("TELL %s %s\n", name, format(value, digits = 12, scientific = FALSE)))
all <- kawat_events("news/")
stopifnot(inherits(all$date_start, "Date"), inherits(all$published, "Date"), is.logical(all$is_quote), is.factor(all$event_type),
          is.factor(all$modality), is.factor(all$quad), is.integer(all$quad_class), is.numeric(all$goldstein), is.character(all$cameo_code),
          is.list(all$contexts), !anyNA(all$event_type), !anyNA(all$modality), !anyNA(all$quad), !anyNA(all$is_quote),
          identical(names(all)[seq_along(kawat_columns)], kawat_columns), any(startsWith(all$cameo_code, "0")))
tell("events", nrow(all))
tell("goldstein", sum(all$goldstein))
tell("undated", sum(is.na(all$date_start)))
tell("ends", sum(!is.na(all$date_end)))
tell("contexts", sum(lengths(all$contexts)))
tell("letters", sum(nchar(all$evidence_text)))
for (type in levels(all$event_type)) tell(paste0("type_", type), sum(all$event_type == type))
none <- kawat_events("news/", pair = c("PRK", "ISL"))
stopifnot(nrow(none) == 0, identical(names(none), names(all)), inherits(none$date_start, "Date"), is.factor(none$event_type))
stopifnot(nrow(kawat_events("news/", type = c("CONSULT", "AGREE"))) == sum(all$event_type %in% c("CONSULT", "AGREE")))
relation <- kawat_dyad("news/", "PRK", "RUS", from = as.Date("1990-01-01"))
stopifnot(inherits(relation$start, "Date"), is.logical(relation$observed), all(relation$level_low <= relation$level),
          all(relation$level <= relation$level_high), nrow(kawat_dyad("news/", "XXX", "ISL")) == 0)
tell("periods", nrow(relation))
tell("stories", sum(relation$stories))
tell("level", sum(relation$level))
tell("changes", nrow(attr(relation, "changes")))
nested <- '{"kind":"change","start":"2023-08-01","from":"2022-01-01","to":"2024-01-01","probability":0.75,"mix":[{"event_type":"ACCUSE"}]}'
flat <- kawat_json(sub(',"mix":.*', "}", nested))
stopifnot(flat$start == as.Date("2023-08-01"), flat$probability == 0.75, names(flat) == c("kind", "start", "from", "to", "probability"))
panel <- kawat_panel("news/", by = "year")
stopifnot(nrow(panel) == nlevels(panel$pair) * length(unique(panel$period)), !anyNA(panel), any(panel$stories == 0),
          all(panel$stories == panel$verbal_cooperation + panel$material_cooperation + panel$verbal_conflict + panel$material_conflict))
wrong <- tryCatch(kawat_sql("news/", "SELECT nothing FROM nowhere"), error = conditionMessage)
stopifnot(grepl("error 505", wrong))
options(warn = 2)  # exports load without a warning
csv <- read.csv("events.csv", colClasses = c(cameo_code = "character"), encoding = "UTF-8")
gdelt <- read.delim("events.gdelt2", header = FALSE, quote = "", colClasses = "character", encoding = "UTF-8")
stopifnot(identical(names(csv), kawat_columns), ncol(gdelt) == 61, all(nchar(gdelt$V2) == 8))
tell("csv", nrow(csv))
tell("csv_goldstein", sum(csv$goldstein))
tell("gdelt", nrow(gdelt))
stopifnot(kawat_sql("news/", "SELECT count(*) AS n, true AS yes, DATE '2024-10-08' AS day, '042' AS code FROM events")$code == "042")
"""


def run(*args, **more):
    return subprocess.run(list(map(str, args)), capture_output=True, text=True, timeout=280, **more)


def main(kawat):
    rscript = shutil.which("Rscript")
    if not rscript:
        print("r: there is no Rscript")
        return 77
    bad = []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        env = {**os.environ, "KAWAT_PROGRAM": str(kawat)}
        # Few months, few parts: korea has the pair of the page.
        samples = sorted((ROOT / "data/samples/history").glob("[kn]*.jsonl"))
        done = run(kawat, "ingest", "-q", "-a", folder / "news", "--actors", ROOT / "data/sample-outlets.tsv", *samples)
        if done.returncode:
            print(f"kawat ingest failed: {done.stderr}")
            return 1
        for layout in ("csv", "gdelt2"):
            run(kawat, "export", "-q", "-a", folder / "news", "--to", layout, "-o", folder / f"events.{layout}")
        blocks = re.findall(r"^```r\n(.*?)^```$", (ROOT / "docs/r.md").read_text(encoding="utf-8"), re.M | re.S)
        (folder / "r").symlink_to(ROOT / "r")
        (folder / "page.R").write_text("\n".join(blocks) + CHECKS, encoding="utf-8")
        done = run(rscript, "--vanilla", "page.R", cwd=folder, env=env)
        if done.returncode:
            bad.append(f"docs/r.md or the checks: {done.stderr}")
        told = {name: float(value) for name, value in re.findall(r"^TELL (\S+) (\S+)$", done.stdout, re.M)}

        rows = [json.loads(line) for line in run(kawat, "query", "-q", "-a", folder / "news").stdout.splitlines()]
        relation = [json.loads(line) for line in run(kawat, "dyad", "-q", "-a", folder / "news", "PRK", "RUS", "--from", "1990", "--format",
                                                     "jsonl").stdout.splitlines()]
        periods = [r for r in relation if r["kind"] == "period"]
        types = collections.Counter(r["event_type"] for r in rows)
        wanted = {
            "csv": len(rows), "csv_goldstein": sum(r["goldstein"] for r in rows), "gdelt": sum(r["modality"] == "actual" for r in rows),
            "events": len(rows), "goldstein": sum(r["goldstein"] for r in rows), "undated": sum(r["date_start"] is None for r in rows),
            "ends": sum(r["date_end"] is not None for r in rows), "contexts": sum(len(r["contexts"]) for r in rows),
            "letters": sum(len(r["evidence_text"]) for r in rows), "periods": len(periods), "stories": sum(r["stories"] for r in periods),
            "level": sum(r["level"] for r in periods), "changes": sum(r["kind"] == "change" for r in relation),
            **{f"type_{t}": n for t, n in types.items()}}
        for name, value in wanted.items():
            if abs(told.get(name, -1e9) - value) > 1e-6 * max(1, abs(value)):
                bad.append(f"{name}: {told.get(name)} in R, {value} by the program")

        done = run(rscript, "--vanilla", ROOT / "r/example.R", folder / "news", "PRK", "RUS", folder / "relation.pdf", env=env)
        picture = folder / "relation.pdf"
        if done.returncode or not picture.exists() or not picture.read_bytes().startswith(b"%PDF") or picture.stat().st_size < 4000:
            bad.append(f"r/example.R drew nothing: {done.stdout}{done.stderr}")
    print("\n".join(bad) if bad else f"r: {len(blocks)} pieces of docs/r.md run, {len(wanted)} figures agree")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
