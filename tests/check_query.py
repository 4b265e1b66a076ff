#!/usr/bin/env python3
"""kawat query and kawat export: the filters find what they should, strangers' SQL can do no harm, other programs' layouts fit.

usage: check_query.py KAWAT
"""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as xml

from expecting import expect, verdict

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples" / "news.jsonl"


def run(*args):
    return subprocess.run(list(map(str, args)), capture_output=True, timeout=120)


def fold(text):
    return "".join(c for c in unicodedata.normalize("NFD", text or "").lower() if not unicodedata.combining(c))


def filters(kawat, archive):
    rows = [json.loads(line) for line in run(kawat, "query", "-q", "-a", archive).stdout.splitlines()]
    code = lambda side, what: lambda r: (r[f"{side}_code"] or "").startswith(what)
    name = lambda side, what: lambda r: what in fold(r[f"{side}_name"]) or what in fold(r[f"{side}_text"])
    pair = lambda a, b: lambda r: {r["actor_country"], r["recipient_country"]} == {a, b} or (a == b == r["actor_country"] == r["recipient_country"])
    words = lambda *ws: lambda r: all(w in fold(r["title"]) or w in fold(r["evidence_text"]) for w in ws)
    said = lambda who: lambda r: any(who in fold(s["name"]) and s["kind"] != "outlet" for s in r["attribution"])
    in_days = lambda a, b: lambda r: r["date_start"] is not None and a <= r["date_start"] <= b
    counts = {}
    for r in rows:
        key = frozenset((r["actor_country"], r["recipient_country"]))
        if None not in key and len(key) == 2:
            counts[key] = counts.get(key, 0) + 1
    a, b = sorted(max(sorted(counts, key=sorted), key=lambda k: counts[k]))
    sectored = next(r["actor_code"] for r in rows if r["actor_code"] and len(r["actor_code"]) == 6)
    country, item = next(((r["place_country"], None) for r in rows if r["place_country"]), (None, None))
    item = next(r["actor_wikidata"] for r in rows if r["actor_wikidata"])
    speaker = fold(next(s["name"] for r in rows for s in r["attribution"] if s["kind"] == "speaker"))
    mode = next(r["event_mode"] for r in rows if r["event_mode"])
    context = next(r["contexts"][0] for r in rows if r["contexts"])
    day = sorted(r["date_start"] for r in rows if r["date_start"])[len(rows) // 2]
    year = day[:4]
    outlet = rows[0]["outlet"]
    cases = [
        (["--actor", a], code("actor", a)), (["--actor", sectored], code("actor", sectored)),
        (["--actor", f"{a},{b}"], lambda r: code("actor", a)(r) or code("actor", b)(r)),
        (["--actor", item], lambda r: r["actor_wikidata"] == item),
        (["--actor", "Presiden"], name("actor", "presiden")), (["--recipient", b], code("recipient", b)),
        (["--pair", f"{a},{b}"], pair(a, b)), (["--pair", f"{b},{a}"], pair(a, b)),
        (["--pair", f"{sectored},{b}"], lambda r: any(code(x, sectored)(r) and code(y, b)(r) for x, y in (("actor", "recipient"), ("recipient", "actor")))),
        (["--type", "consult"], lambda r: r["event_type"] == "CONSULT"),
        (["--type", "CONSULT,ASSAULT"], lambda r: r["event_type"] in ("CONSULT", "ASSAULT")),
        (["--mode", mode], lambda r: r["event_mode"] == mode), (["--context", context], lambda r: context in r["contexts"]),
        (["--quad", "3,4"], lambda r: r["quad_class"] in (3, 4)), (["--modality", "actual"], lambda r: r["modality"] == "actual"),
        (["--from", day], in_days(day, "9999")), (["--to", day], in_days("0000", day)), (["--from", year, "--until", year], in_days(year, year + "-12-31")),
        (["--from", day[:7], "--to", day[:7]], in_days(day[:7], day[:7] + "-31")),
        (["--place", country], lambda r: r["place_country"] == country), (["--outlet", outlet.upper()], lambda r: fold(outlet) in fold(r["outlet"])),
        (["--speaker", speaker], said(speaker)), (["--min-confidence", "0.75"], lambda r: r["confidence"] >= 0.75),
        (["--text", "presiden"], words("presiden")), (["--text", "Presiden Prancis"], words("presiden", "prancis")),
        (["--type", "CONSULT", "--from", year, "--modality", "actual"],
         lambda r: r["event_type"] == "CONSULT" and in_days(year, "9999")(r) and r["modality"] == "actual"),
        (["--actor", "x' OR 1=1 --"], name("actor", "x' or 1=1 --")),
    ]
    empty = 0
    for args, wanted in cases:
        done = run(kawat, "query", "-a", archive, *args)
        got, want = [json.loads(line) for line in done.stdout.splitlines()], [r for r in rows if wanted(r)]
        expect(f"query {' '.join(args)}: {len(got)} events, {len(want)} expected", got == want, done)
        expect(f"query {' '.join(args)}: the total comes first", done.stderr.decode().startswith(f"{len(want)} events of {len(rows)}"), done)
        expect(f"query {' '.join(args)}: exit code", done.returncode == (0 if want else 3), done)
        empty += not want
    expect("nearly every filter finds something", empty <= 1)
    done = run(kawat, "query", "-a", archive, "--limit", 3)
    expect("--limit gives the first of the same order", [json.loads(line) for line in done.stdout.splitlines()] == rows[:3], done)
    for args in (["--from", "yesterday"], ["--to", "2024-13"], ["--type", "KISS"], ["--quad", "5"], ["--format", "parquet"]):
        done = run(kawat, "query", "-a", archive, *args)
        expect(f"query {' '.join(args)}: 2", done.returncode == 2 and not done.stdout, done)
    table = run(kawat, "query", "-q", "-a", archive, "--format", "table").stdout.decode().splitlines()
    expect("a table has a head and a line for each event", table[0].startswith("when") and len(table) == len(rows) + 1)
    return rows


def strangers(kawat, archive, folder, rows):
    def ask(sql, *args):
        return run(kawat, "query", "-q", "-a", archive, "--sql", sql, *args)

    done = ask("SELECT count(*) AS n FROM events")
    expect("SQL is answered", done.returncode == 0 and json.loads(done.stdout) == {"n": len(rows)}, done)
    done = ask("SELECT * EXCLUDE (pair, month) FROM event_rows ORDER BY date_start NULLS LAST, event_id")
    expect("event_rows are the rows of the contract", [json.loads(line) for line in done.stdout.splitlines()] == rows, done)
    done = ask("SELECT d.url FROM documents d JOIN events e USING (doc_id) LIMIT 1", "--format", "csv")
    expect("documents join events", done.returncode == 0 and done.stdout.splitlines()[0] == b"url", done)
    done = ask("SELECT sum(n) AS s, avg(n) AS a, 1.5::DECIMAL(4, 2) AS d, INTERVAL 1 DAY AS i, [1, 2] AS l, {'x': 'y'} AS st, "
               "'a'::BLOB AS b, TRUE AS t, NULL AS z, 170141183460469231731687303715884105727::HUGEINT AS h, DATE '0044-03-15' AS day "
               "FROM (SELECT 1 AS n UNION ALL SELECT 2)")
    expect("every type is written", done.returncode == 0 and json.loads(done.stdout) == {
        "s": 3, "a": 1.5, "d": "1.50", "i": "1 day", "l": [1, 2], "st": {"x": "y"}, "b": "a", "t": True, "z": None,
        "h": 170141183460469231731687303715884105727, "day": "0044-03-15"}, done)
    manifest = (archive / "manifest.json").read_bytes()
    secret = folder / "secret.csv"
    secret.write_text("a\n1\n")
    part = next((archive / "events").rglob("*.parquet"))
    for sql in (f"SELECT * FROM read_csv('{secret}')", f"SELECT * FROM '{secret}'", f"SELECT * FROM read_text('{secret}')",
                f"SELECT * FROM read_text('{archive}/manifest.json')", f"SELECT * FROM glob('{folder}/*')",
                f"COPY (SELECT 1) TO '{folder}/out.csv'", f"COPY (SELECT 1) TO '{part}'", f"ATTACH '{folder}/x.db'",
                "INSTALL httpfs", "LOAD json", "SET threads = 1", "SET enable_external_access = true", "RESET lock_configuration",
                "DROP VIEW events", "CREATE TABLE t AS SELECT 1", "INSERT INTO documents VALUES (1)", "PRAGMA database_list",
                "SELECT 1; SELECT 2", "SELECT", "", "SELECT nothing FROM events", f"EXPORT DATABASE '{folder}/dump'"):
        done = ask(sql)
        expect(f"refused: {sql}", done.returncode == 1 and b"error 505" in done.stderr and not done.stdout, done)
    expect("nothing was written", not (folder / "out.csv").exists() and not (folder / "dump").exists()
           and (archive / "manifest.json").read_bytes() == manifest and run(kawat, "archive", "verify", "-q", "-a", archive).returncode == 0)
    done = ask("SELECT count(*) FROM range(1000000000) a, range(1000)", "--max-seconds", "0.5")
    expect("what takes too long ends with 506", done.returncode == 1 and b"error 506" in done.stderr, done)
    done = ask("SELECT string_agg(i::VARCHAR || repeat('x', 100), ',') FROM range(20000000) t(i)", "--max-memory", "200MB")
    expect("what takes too much memory ends with 506", done.returncode == 1 and b"error 506" in done.stderr, done)
    out = folder / "sql.parquet"
    done = ask("SELECT event_type, count(*) AS n FROM events GROUP BY ALL", "--format", "parquet", "-o", out)
    expect("SQL into a Parquet file", done.returncode == 0 and out.read_bytes()[:4] == b"PAR1", done)


def no_story(text):
    """Rows of a CSV without their stories, which only an archive looks for."""
    return sorted(json.dumps({k: v for k, v in row.items() if k != "story_id"}) for row in csv.DictReader(io.StringIO(text)))


def exports(kawat, archive, folder, rows):
    coded = run(kawat, "code", "-q", "--format", "csv", SAMPLES).stdout.decode()
    out = folder / "e.csv"
    done = run(kawat, "export", "-a", archive, "-o", out)
    expect("export --to csv is the CSV of code, by day", done.returncode == 0 and no_story(out.read_text()) == no_story(coded), done)
    names = out.read_text().splitlines()[0].split(",")
    expect("names that Stata and R take", all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,31}", n) for n in names) and len(set(names)) == len(names))
    book = (folder / "e.csv.codebook.md").read_text()
    expect("the codebook names each column and what was asked", all(f"`{n}`" in book for n in names) and "All events" in book)
    jsonl = folder / "e.jsonl"
    run(kawat, "export", "-q", "-a", archive, "--to", "jsonl", "-o", jsonl, "--type", "CONSULT", "--until", "2030")
    expect("export filters", [json.loads(line) for line in jsonl.read_text().splitlines()]
           == [r for r in rows if r["event_type"] == "CONSULT" and r["date_start"] is not None])
    expect("the codebook says how", "--type CONSULT --until 2030" in (folder / "e.jsonl.codebook.md").read_text())
    parquet = folder / "e.parquet"
    done = run(kawat, "export", "-q", "-a", archive, "--to", "parquet", "-o", parquet)
    expect("Parquet", done.returncode == 0 and parquet.read_bytes()[:4] == b"PAR1" and not list(folder.glob("*.spill")), done)

    actual = [r for r in rows if r["modality"] == "actual"]
    for layout, width, header in (("gdelt1", 58, False), ("gdelt2", 61, False), ("icews", 20, True), ("polecat", 40, True)):
        out = folder / f"e.{layout}"
        done = run(kawat, "export", "-q", "-a", archive, "--to", layout, "-o", out)
        lines = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
        expect(f"{layout}: {width} columns", done.returncode == 0 and {len(line) for line in lines} == {width}, done)
        if header:
            head, lines = lines[0], lines[1:]
        expect(f"{layout}: a row for each actual event", len(lines) == len(actual))
        book = (folder / f"e.{layout}.codebook.md").read_text()
        named = re.findall(r"^\| \d+ \| `([^`]+)` \|", book, re.M)
        expect(f"{layout}: the codebook lists the columns", len(named) == width and (not header or named == head))
        cells = [dict(zip(named, line)) for line in lines]
        for cell, row in zip(cells, actual):
            if layout.startswith("gdelt"):
                expect("gdelt: code, day, quad, address", cell["EventCode"] == row["cameo_code"] and cell["SOURCEURL"] == (row["url"] or "")
                       and cell["SQLDATE"] == (row["date_start"] or row["published"] or "").replace("-", "")
                       and cell["EventRootCode"] == row["cameo_code"][:2] and cell["QuadClass"] in "1234")
                expect("gdelt: actor", cell["Actor1Name"] == (row["actor_name"] or "").upper())
            elif layout == "icews":
                expect("icews: names, code", cell["Source Name"] == (row["actor_name"] or "") and cell["CAMEO Code"] == row["cameo_code"])
            else:
                expect("polecat: type, country, contexts", cell["Event Type"] == row["event_type"] and cell["Actor Country"] == (row["actor_country"] or "")
                       and cell["Contexts"] == ";".join(row["contexts"]))
        if layout == "gdelt2":
            expect("GLOBALEVENTID is a number of its own", len({c["GLOBALEVENTID"] for c in cells}) == len(cells)
                   and all(c["GLOBALEVENTID"].isdigit() and int(c["GLOBALEVENTID"]) < 2**63 for c in cells))
            russia = [c for c in cells if c["ActionGeo_FullName"].endswith(("Russia", "Rusia"))]
            expect("FIPS is not ISO", all(c["ActionGeo_CountryCode"] == "RS" for c in russia))
        if layout == "polecat":
            expect("Correlates of War", all(c["Actor COW"] == "365" for c in cells if c["Actor Country"] == "RUS"))

    pairs = {}
    for r in rows:
        if r["actor_country"] and r["recipient_country"]:
            key = (r["actor_country"], r["recipient_country"])
            pairs[key] = pairs.get(key, 0) + 1
    for layout in ("graphml", "gexf"):
        out = folder / f"e.{layout}"
        done = run(kawat, "export", "-a", archive, "--to", layout, "--level", "country", "-o", out)
        tree = xml.parse(out)
        space = {"g": tree.getroot().tag[1:].split("}")[0]}
        edges = tree.findall(".//g:edge", space)
        nodes = {n.get("id") for n in tree.findall(".//g:node", space)}
        if layout == "gexf":
            got = {(e.get("source"), e.get("target")): int(e.get("weight")) for e in edges}
        else:
            got = {(e.get("source"), e.get("target")): int(e.find("g:data[@key='edge_weight']", space).text) for e in edges}
        expect(f"{layout}: directed pairs with their weights", got == pairs, done)
        expect(f"{layout}: a node for each end", nodes == {n for p in pairs for n in p})
    done = run(kawat, "export", "-a", archive, "--to", "parquet")
    expect("parquet needs -o: 2", done.returncode == 2, done)
    done = run(kawat, "export", "-a", archive, "--type", "SANCTION", "--actor", "NOBODY OF THAT NAME")
    expect("nothing: 3", done.returncode == 3, done)


def main():
    kawat = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        archive = folder / "archive"
        done = run(kawat, "ingest", "-q", "--copies", "mark", "-a", archive, SAMPLES)
        expect("samples are ingested", done.returncode == 0, done)
        rows = filters(kawat, archive)
        strangers(kawat, archive, folder, rows)
        exports(kawat, archive, folder, rows)
    return verdict("query")


if __name__ == "__main__":
    sys.exit(main())
