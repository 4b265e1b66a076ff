#!/usr/bin/env python3
"""What docs/manual.md promises about the program: exit codes, streams, columns, the same answer each time.

usage: check_cli.py KAWAT
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from check_docs import COLUMNS

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
bad = []


def run(kawat, *args, given=b"", **env):
    return subprocess.run([kawat, *map(str, args)], input=given, capture_output=True, timeout=120, env={**os.environ, **env})


def expect(what, condition, done=None):
    if not condition:
        words = f" (exit {done.returncode}; {done.stderr.decode(errors='replace').strip()[:200]})" if done else ""
        bad.append(f"{what}{words}")


def main(kawat):
    version = (ROOT / "VERSION").read_text().split()[0]
    done = run(kawat, "--version")
    expect(f"--version prints {version}", done.returncode == 0 and version in done.stdout.decode(), done)
    start = time.monotonic()
    run(kawat, "--version")
    expect("--version answers at once", time.monotonic() - start < 1)
    expect("--help ends with 0", run(kawat, "--help").returncode == 0)
    expect("no verb: 2", run(kawat).returncode in (0, 2))
    for args in (["cod"], ["code", "--formt", "csv"], ["code", "--format", "nonsense", "x"], ["code", "-j", "many", "x"]):
        done = run(kawat, *args)
        expect(f"kawat {' '.join(args)}: 2 and words on stderr", done.returncode == 2 and done.stderr and not done.stdout, done)

    done = run(kawat, "code", ROOT / "no-such-file.txt")
    expect("a missing file: not 0, named on stderr", done.returncode in (1, 3) and b"no-such-file.txt" in done.stderr, done)

    first = run(kawat, "code", "--quiet", "--format", "jsonl", SAMPLES / "news.jsonl")
    expect("samples are coded", first.returncode == 0 and first.stdout, first)
    events = [json.loads(line) for line in first.stdout.decode().splitlines()]
    expect("--quiet says nothing", not first.stderr.strip(), first)
    for column in COLUMNS:
        missing = [e["event_id"] for e in events if column not in e]
        expect(f"column {column} is in every row", not missing)
    expect("event ids are unique", len({e["event_id"] for e in events}) == len(events))
    texts = {d["id"]: d["text"] for d in map(json.loads, open(SAMPLES / "news.jsonl", encoding="utf-8"))}
    for e in events:
        text = texts[e["doc_id"]]
        for part in ("evidence", "actor", "recipient", "trigger"):
            if e.get(part + "_text") is not None:
                cut = text[e[part + "_begin"]:e[part + "_end"]]
                expect(f"{part} offsets fit the text: {e[part + '_text']!r}, {cut!r}", cut == e[part + "_text"])
    both = {e["language"] for e in events}
    expect("both languages give events", {"id", "en"} <= both)

    again = run(kawat, "code", "--quiet", "--format", "jsonl", SAMPLES / "news.jsonl")
    expect("the same input gives the same bytes", again.stdout == first.stdout)
    piped = run(kawat, "code", "--quiet", "-", given=(SAMPLES / "news.jsonl").read_bytes())
    expect("standard input gives the same rows, JSONL when piped", [json.loads(x)["event_id"] for x in piped.stdout.splitlines()]
           == [e["event_id"] for e in events], piped)
    for jobs in ("1", "4"):
        done = run(kawat, "code", "--quiet", "--format", "jsonl", "-j", jobs, SAMPLES / "id", SAMPLES / "en", SAMPLES / "news.jsonl")
        if jobs == "1":
            one = done
    expect("the number of threads changes nothing", one.stdout == done.stdout and one.stdout, done)

    with tempfile.TemporaryDirectory() as work:
        out = pathlib.Path(work) / "events.csv"
        done = run(kawat, "code", "--quiet", "--format", "csv", "-o", out, SAMPLES / "news.jsonl")
        head = out.read_text(encoding="utf-8").splitlines()[0] if out.exists() else ""
        expect("-o writes a file, CSV has a head", done.returncode == 0 and head.startswith("event_id,") and not done.stdout, done)
        expect("CSV has the columns in order", head.split(",") == COLUMNS)
        broken = pathlib.Path(work) / "broken.jsonl"
        good = (SAMPLES / "news.jsonl").read_text(encoding="utf-8")
        broken.write_text(good + '{"id": "x", "text": \n', encoding="utf-8")
        done = run(kawat, "code", "--format", "jsonl", broken)
        expect("one bad line: 4, the rest is coded, the line is named",
               done.returncode == 4 and done.stdout == first.stdout and b"broken.jsonl:5" in done.stderr, done)
        nothing = pathlib.Path(work) / "nothing.txt"
        nothing.write_text("Democracy is a form of government.\n")
        done = run(kawat, "code", "--quiet", "--format", "jsonl", nothing)
        expect("an article without events: 3, no rows", done.returncode == 3 and not done.stdout, done)
        empty = pathlib.Path(work) / "empty"
        empty.mkdir()
        expect("a folder without articles: 3", run(kawat, "code", empty).returncode == 3)
        done = run(kawat, "code", "--format", "jsonl", "-o", "/nonexistent-folder/x.jsonl", SAMPLES / "news.jsonl")
        expect("output that cannot be written: 1", done.returncode == 1, done)

    done = run(kawat, "code", "--format", "table", "--color", "auto", SAMPLES / "news.jsonl", NO_COLOR="1")
    expect("no colour codes when piped", b"\x1b[" not in done.stdout)
    done = run(kawat, "explain", "-s", "Rusia menyerang Ukraina.", "--lang", "id", "--format", "json")
    try:
        json.loads(done.stdout)
        fine = done.returncode == 0
    except ValueError:
        fine = False
    expect("explain --format json is JSON", fine, done)
    done = run(kawat, "relate", "-", given='{"id":"r1","text":"<s>Russia</s> attacked <t>Ukraine</t>.","lang":"en"}\n'.encode())
    try:
        row = json.loads(done.stdout)
        fine = row["id"] == "r1" and row["event_type"] == "ASSAULT" and row["quad_class"] == 4
    except (ValueError, KeyError):
        fine = False
    expect("relate answers", fine, done)
    expect("doctor: 0", run(kawat, "doctor").returncode == 0)

    print("\n".join("not so: " + b for b in bad) if bad else "cli: as the manual says")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
