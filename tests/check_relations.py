#!/usr/bin/env python3
"""kawat dyad, network and rising over an archive whose counts are known.

usage: check_relations.py KAWAT          exits 1 and prints what is wrong
"""
import csv
import io
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

from expecting import expect, verdict


def run(*args):
    return subprocess.run(list(map(str, args)), capture_output=True, timeout=300)


def articles():
    """Turkey condemns Greece each month of 2020, and signs with it each month of 2022; France and Italy meet throughout."""
    # So that December has been read to its end.
    yield {"id": "last", "published": "2022-12-30", "language": "id", "text": "Spanyol mengecam Portugal pada 29/12/2022."}
    number = 0
    for year in (2020, 2021, 2022):
        for month in range(1, 13):
            day = f"{year}-{month:02}-10"
            texts = [f"Presiden Prancis bertemu dengan Perdana Menteri Italia di Paris pada 9/{month}/{year}."]
            if (year, month) == (2020, 5):  # the same meeting, told twice
                texts += texts
            if year == 2020:
                texts += [f"Turki mengecam Yunani pada 8/{month}/{year}.", f"Yunani menuduh Turki pada 9/{month}/{year}."]
            if year == 2022:
                texts += [f"Turki menandatangani perjanjian dengan Yunani pada 8/{month}/{year}.",
                          f"Yunani memuji Turki pada 9/{month}/{year}."]
                if month == 6:  # neither was done
                    texts += ["Turki mungkin menyerang Yunani pada 20/3/2023.", "Turki mungkin menyerang Yunani pada 21/6/2022.",
                              "Turki membantah menyerang Yunani pada 8/6/2022."]
            for text in texts:
                number += 1
                yield {"id": str(number), "published": day, "language": "id", "text": text}


def main():
    kawat = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        news = folder / "news.jsonl"
        news.write_text("".join(json.dumps(a) + "\n" for a in articles()), encoding="utf-8")
        archive = folder / "archive"
        done = run(kawat, "ingest", "-q", "--copies", "off", "-a", archive, news)
        expect("the articles are ingested", done.returncode == 0, done)

        done = run(kawat, "dyad", "-a", archive, "TUR", "GRC", "--format", "csv", "--plot", folder / "r.svg")
        rows = list(csv.DictReader(io.StringIO(done.stdout.decode())))
        expect(f"a row for each month from the first to the last: {len(rows)}", len(rows) == 36 and rows[0]["start"] == "2020-01-01", done)
        year = lambda y: [r for r in rows if r["start"].startswith(y)]
        expect("2020 is conflict", all(int(r["quad3"]) + int(r["quad4"]) == int(r["stories"]) >= 1 for r in year("2020")))
        expect("2021 is silent but observed", all(r["stories"] == "0" and r["observed"] == "true" for r in year("2021")))
        expect("2022 is cooperation", all(int(r["quad1"]) + int(r["quad2"]) == int(r["stories"]) >= 1 for r in year("2022")))
        expect("the level follows", all(float(r["level"]) < 0.4 for r in year("2020")) and all(float(r["level"]) > 0.6 for r in year("2022")))
        expect("intervals hold their means", all(float(r["level_low"]) <= float(r["level"]) <= float(r["level_high"]) for r in rows))
        told = {f"{m}_{side}": sum(int(r[f"{m}_{side}"]) for r in rows)
                for m in ("future", "hypothetical", "negated", "historical") for side in ("cooperation", "conflict")}
        expect(f"what is possible and denied stands apart: {told}", told == {**dict.fromkeys(told, 0), "hypothetical_conflict": 1, "negated_conflict": 1}, done)
        expect("in its month", next(r for r in rows if r["start"] == "2022-06-01")["hypothetical_conflict"] == "1")
        svg = (folder / "r.svg").read_text(encoding="utf-8")
        expect("the picture is SVG with a description", svg.startswith("<") and "<svg" in svg and "<desc" in svg)

        done = run(kawat, "dyad", "-a", archive, "GRC", "TUR", "--format", "jsonl")
        lines = [json.loads(x) for x in done.stdout.splitlines()]
        changes = [x for x in lines if x["kind"] == "change"]
        expect(f"one change, closer: {[(c['start'], c['probability']) for c in changes]}",
               len(changes) == 1 and "2020-12" < changes[0]["start"] <= "2022-02-01" and changes[0]["size"] > 0, done)
        stories = changes[0]["stories"] if changes else []
        expect(f"three stories that made it, of 2022 and cooperative: {stories}",
               len(stories) == 3 and all(s["day"].startswith("2022") and s["event_type"] in ("AGREE", "SUPPORT") and s["story_id"]
                                         and s["text"] and s["articles"] == 1 for s in stories))
        outside = [x for x in lines if x["kind"] == "outside"]
        expect(f"an attack possible later: {outside}", [(x["start"], x["hypothetical_conflict"]) for x in outside] == [("2023-03-01", 1)])
        possible = run(kawat, "dyad", "-a", archive, "GRC", "TUR", "--modality", "actual,hypothetical", "--format", "csv")
        header, *counted = csv.reader(io.StringIO(possible.stdout.decode()))
        expect("with --modality they count and stand apart no more",
               "hypothetical_conflict" not in header and "negated_conflict" in header and len(counted) == 39
               and sum(int(r[4]) for r in counted) == sum(int(r["stories"]) for r in rows) + 2, possible)
        expect("either order gives the same counts", [x["stories"] for x in lines if x["kind"] == "period"] == [int(r["stories"]) for r in rows])
        one = run(kawat, "dyad", "-a", archive, "TUR", "GRC", "--one-way", "--format", "csv", "--from", "2020", "--to", "2020")
        counts = [int(r["stories"]) for r in csv.DictReader(io.StringIO(one.stdout.decode()))]
        expect(f"one way, one year: {counts}", counts == [1] * 12, one)
        done = run(kawat, "dyad", "-a", archive, "TUR", "GRC", "--format", "plot")
        expect("the plot tells the change and its stories", "closer" in done.stdout.decode() and "Turki" in done.stdout.decode(), done)
        expect("and what is not in the share", "possible 2 (0 cooperation, 2 conflict; 1 outside these periods)" in " ".join(done.stdout.decode().split()), done)
        done = run(kawat, "dyad", "-q", "-a", archive, "TUR", "GRC", "--format", "csv", "--plot", folder / "r.png")
        png = (folder / "r.png").read_bytes() if done.returncode == 0 else b""
        expect("the picture as PNG, twice as large", png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (1920, 960), done)
        counted = {}
        for count in ("rows", "groups", "stories"):
            done = run(kawat, "dyad", "-q", "-a", archive, "FRA", "ITA", "--count", count, "--format", "csv")
            counted[count] = sum(int(r["stories"]) for r in csv.DictReader(io.StringIO(done.stdout.decode())))
        expect(f"a meeting is two rows, told twice in 2020 two events, and one story: {counted}",
               counted["rows"] == 74 and counted["groups"] == 37 and counted["stories"] in (36, 37))

        done = run(kawat, "forecast", "-a", archive, "TUR", "GRC", "--periods", "4", "--backtest", "--format", "jsonl")
        lines = [json.loads(x) for x in done.stdout.splitlines()]
        ahead = [x for x in lines if x["kind"] == "forecast"]
        expect(f"four months after the last that was read: {[x['start'] for x in ahead]}",
               [x["start"] for x in ahead] == ["2023-01-01", "2023-02-01", "2023-03-01", "2023-04-01"], done)
        expect("cooperation is likely, ever less sure",
               all(0.6 < x["level"] < 1 and x["conflict_prevails"] < 0.4 and x["stories_low"] <= x["stories"] <= x["stories_high"] for x in ahead)
               and ahead[0]["level_low"] > ahead[3]["level_low"])
        tests = {(x["of"], x["ahead"]): x for x in lines if x["kind"] == "backtest"}
        expect(f"back-tests, one and four ahead: {sorted(tests)}", set(tests) == {(w, h) for w in ("share", "volume") for h in (1, 4)})
        expect("the model has seen the change that the usual rule has not",
               all(tests["share", 1][f"model_{s}"] < tests["share", 1][f"usual_{s}"] for s in ("log_score", "brier")))
        then = run(kawat, "forecast", "-q", "-a", archive, "TUR", "GRC", "--to", "2020-12", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(then.stdout.decode())))
        expect("as of 2020 it was conflict", len(rows) == 6 and rows[0]["start"] == "2021-01-01" and float(rows[0]["conflict_prevails"]) > 0.6, then)
        table = run(kawat, "forecast", "-a", archive, "TUR", "GRC", "--backtest", "--format", "table").stdout.decode()
        expect("the table has both", "2023-06" in table and "Back-test: 12 months forecast 1 ahead" in table and max(map(len, table.splitlines())) <= 80)
        expect("forecast of a pair of which nothing is told: 3", run(kawat, "forecast", "-a", archive, "TUR", "BRA").returncode == 3)

        expect("a pair of which nothing is told: 3", run(kawat, "dyad", "-a", archive, "TUR", "BRA").returncode == 3)
        expect("no archive: 1", run(kawat, "dyad", "-a", folder / "none", "TUR", "GRC").returncode == 1)
        expect("no date: 2", run(kawat, "dyad", "-a", archive, "TUR", "GRC", "--from", "soon").returncode == 2)

        done = run(kawat, "network", "-a", archive, "--from", "2022", "--format", "jsonl")
        pairs = {(p["a"], p["b"]): p for p in map(json.loads, done.stdout.splitlines()) if p["kind"] == "pair"}
        expect(f"two pairs: {sorted(pairs)}", set(pairs) == {("FRA", "ITA"), ("GRC", "TUR")}, done)
        expect("both close in 2022", all(p["closeness_low"] > 0 for p in pairs.values()))
        done = run(kawat, "rising", "-a", archive, "--before", "2020", "--after", "2022", "--format", "jsonl")
        rising = [(p["kind"], p["a"], p["b"]) for p in map(json.loads, done.stdout.splitlines())]
        expect(f"one pair came closer: {rising}", rising == [("rising", "GRC", "TUR")], done)
    return verdict("relations")


if __name__ == "__main__":
    sys.exit(main())
