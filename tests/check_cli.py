#!/usr/bin/env python3
"""What docs/manual.md promises about the program: exit codes, streams, columns, the same answer each time.

usage: check_cli.py KAWAT
"""
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from check_docs import COLUMNS

from expecting import expect, verdict

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"


def run(kawat, *args, given=b"", **env):
    return subprocess.run([kawat, *map(str, args)], input=given, capture_output=True, timeout=120, env={**os.environ, **env})


def main(kawat):
    version = (ROOT / "VERSION").read_text().split()[0]
    done = run(kawat, "--version")
    expect(f"--version prints {version}", done.returncode == 0 and version in done.stdout.decode(), done)
    start = time.monotonic()
    run(kawat, "--version")
    expect("--version answers at once", time.monotonic() - start < 0.5)
    expect("--help ends with 0", run(kawat, "--help").returncode == 0)
    expect("no verb: 2", run(kawat).returncode in (0, 2))
    for args in (["cod"], ["code", "--formt", "csv"], ["code", "--format", "nonsense", "x"], ["code", "-j", "many", "x"]):
        done = run(kawat, *args)
        expect(f"kawat {' '.join(args)}: 2 and words on stderr", done.returncode == 2 and done.stderr and not done.stdout, done)

    for args, meant in ((["cod"], "'code'"), (["qoutes"], "'quotes'"), (["code", "--formt", "csv", "x"], "'--format'"),
                        (["explain", "--sentense", "x"], "'--sentence'")):
        done = run(kawat, *args)
        expect(f"kawat {' '.join(args)}: did you mean {meant}", f"did you mean {meant}" in done.stderr.decode(), done)
    for verb in ("code", "explain", "relate", "parse", "quotes", "extract", "watch", "actor", "train", "eval", "lint", "ingest", "archive", "query", "export", "doctor"):
        text = run(kawat, verb, "--help").stdout.decode()
        lines = text.splitlines()
        expect(f"kawat {verb} --help: a line of purpose, then examples, then options",
               lines and lines[0].strip() and not lines[0].startswith("Usage") and 0 < text.find("Examples:") < text.find("Options:"))

    # A reader that has seen enough is no failure; a full disk is one.
    many = (SAMPLES / "news.jsonl").read_bytes() * 500
    for args in (["code", "-q", "-j", "1", "-"], ["code", "-q", "-j", "2", "-"], ["quotes", "-q", "-"], ["parse", "-q", "-"]):
        with tempfile.TemporaryFile() as given:
            given.write(many)
            given.seek(0)
            program = subprocess.Popen([kawat, *args], stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            program.stdout.read(100)
            program.stdout.close()
            said = program.stderr.read()
            code = program.wait(timeout=60)
            expect(f"kawat {' '.join(args)} | head: quiet, exit {code}: {said[:100]}", code == 0 and not said)
    if os.path.exists("/dev/full"):
        for args in (["code", "-q", SAMPLES / "news.jsonl"], ["actor", "Jokowi"], ["doctor"], ["explain", "-s", "Iran condemned Israel."],
                     ["eval", "-q", ROOT / "tests" / "cases" / "en" / "accuse.case"], ["lint", "-q", ROOT / "data"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([kawat, *map(str, args)], stdout=full, stderr=subprocess.PIPE, timeout=60)
            expect(f"kawat {args[0]} on a full disk: 1 and error 301", done.returncode == 1 and b"error 301" in done.stderr)

    # Interrupted: nothing half-written stays.
    for number in (signal.SIGINT, signal.SIGTERM):
        with tempfile.TemporaryDirectory() as work:
            program = subprocess.Popen([kawat, "code", "-q", "-o", work + "/events.jsonl", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                                       preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
            program.stdin.write(many[:100000])
            program.stdin.flush()
            until = time.monotonic() + 20
            while not os.listdir(work) and time.monotonic() < until:
                time.sleep(0.01)
            program.send_signal(number)
            code = program.wait(timeout=20)
            program.stdin.close()
            expect(f"{number.name}: 130 (it is {code}), and no file ({os.listdir(work)})", code == 130 and not os.listdir(work))

    done = run(kawat, "code", ROOT / "no-such-file.txt")
    expect("a missing file: 1, named on stderr", done.returncode == 1 and b"no-such-file.txt" in done.stderr, done)

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
        done = run(kawat, "code", empty)
        expect("a folder without articles: 3 and a word", done.returncode == 3 and b"no article" in done.stderr, done)
        done = run(kawat, "code", empty / "missing.txt", SAMPLES / "news.jsonl")
        expect("a missing file beside another: 4, the other is coded", done.returncode == 4 and done.stdout == first.stdout, done)
        # What is no file is written to, and never replaced by one.
        pipe, link, target = work + "/pipe", work + "/link", work + "/target"
        os.mkfifo(pipe)
        with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
            done = run(kawat, "quotes", "-q", "-o", pipe, SAMPLES / "news.jsonl")
            rows = reader.stdout.read().count(b"\n")
        expect("-o PIPE writes into the pipe", done.returncode == 0 and rows > 0 and stat.S_ISFIFO(os.stat(pipe).st_mode), done)
        pathlib.Path(target).write_text("old")
        os.symlink(target, link)
        done = run(kawat, "quotes", "-q", "-o", link, SAMPLES / "news.jsonl")
        expect("-o LINK writes what the link points to",
               done.returncode == 0 and os.path.islink(link) and pathlib.Path(target).read_text().count("\n") == rows, done)
        run(kawat, "quotes", "-q", "-o", os.devnull, SAMPLES / "news.jsonl")
        expect("-o /dev/null leaves the device alone", stat.S_ISCHR(os.stat(os.devnull).st_mode))

        page = work + "/page.html"
        pathlib.Path(page).write_text("<html lang=en><head><title>T</title></head><body><p>Iran condemned the attack on Monday, its ministry "
                              "said in a statement.</p></body></html>")
        done = run(kawat, "extract", "-q", page)
        row = json.loads(done.stdout or "{}")
        expect("extract gives a page's article", done.returncode == 0 and row.get("title") == "T" and row.get("text", "").startswith("Iran"),
               done)
        done = run(kawat, "code", "-q", "--date", "2024-10-08", page)
        expect("code reads a page", done.returncode == 0 and b'"ACCUSE"' in done.stdout, done)
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
    pairs = ["After <t>Kyiv</t> fell silent, <s>Russia</s> bombed <t>Ukraine</t>'s power plants, <s>Russia</s>'s army said.",
             "<t>Two newspapers</t> were shut down by decree."]
    done = run(kawat, "relate", "--lang", "en", "-", given="".join(json.dumps({"text": t}) + "\n" for t in pairs).encode())
    try:
        fine = [json.loads(row)["event_type"] for row in done.stdout.splitlines()] == ["ASSAULT", "COERCE"]
    except (ValueError, KeyError):
        fine = False
    expect("relate reads parties marked twice, and a recipient alone", fine, done)
    expect("doctor: 0", run(kawat, "doctor").returncode == 0)

    return verdict("cli")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
