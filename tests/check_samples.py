#!/usr/bin/env python3
"""The sample articles of data/samples/history: fields, days, lengths, outlets, and that only the named near-copies are copies.

usage: check_samples.py [ROOT]       exits 1 and prints file:line
"""
import collections
import datetime
import itertools
import json
import pathlib
import re
import sys

FIELDS = ["id", "title", "url", "published", "language", "outlet", "text"]
WORDS = range(60, 221)
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAY = re.compile(rf"\b({'|'.join(WEEKDAYS)}) \((\d+)/(\d+)/(\d{{4}})\)")
COPY_ROW = re.compile(r"^\| ([a-z]+-[a-z]{2}-\d+) \| ([a-z]+-[a-z]{2}-\d+) \|$", re.M)


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def article_faults(article, stem, outlets):
    theme, language = stem.split(".")
    if list(article) != FIELDS or not all(isinstance(v, str) and v.strip() == v and v for v in article.values()):
        yield f"fields are {', '.join(FIELDS)}, all of them text"
        return
    if not re.fullmatch(rf"{theme}-{language}-\d+", article["id"]):
        yield f"id {article['id']} does not belong to this file"
    if article["language"] != language:
        yield f"language {article['language']}"
    if outlets.get(article["outlet"]) != language:
        yield f"no outlet {article['outlet']} in this language in data/sample-outlets.tsv"
    if not article["url"].startswith("https://example.org/"):
        yield f"url {article['url']}"
    if len(article["text"].split()) not in WORDS:
        yield f"{len(article['text'].split())} words, {WORDS.start} to {WORDS.stop - 1} expected"
    try:
        published = datetime.date.fromisoformat(article["published"])
    except ValueError:
        yield f"published {article['published']}"
        return
    for weekday, day, month, year in DAY.findall(article["text"]):
        told = datetime.date(int(year), int(month), int(day))
        if WEEKDAYS[told.weekday()] != weekday:
            yield f"{told} is no {weekday}"
        if told > published:
            yield f"{told} comes after the day of publication"


def main(root):
    bad, articles = [], []
    table = (root / "data" / "sample-outlets.tsv").read_text(encoding="utf-8").splitlines()
    outlets = {cells[0]: cells[3] for cells in (line.split("\t") for line in table if not line.startswith("#"))}
    seen = {"id": {}, "title": {}, "url": {}}
    for path in sorted((root / "data" / "samples" / "history").glob("*.jsonl")):
        before = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{path.relative_to(root)}:{number}"
            try:
                article = json.loads(line)
            except ValueError as problem:
                bad.append(f"{where}: {problem}")
                continue
            faults = list(article_faults(article, path.stem, outlets))
            bad += [f"{where}: {fault}" for fault in faults]
            if faults:
                continue
            for key, values in seen.items():
                if article[key] in values:
                    bad.append(f"{where}: {key} as in {values[article[key]]}")
                values[article[key]] = where
            if article["published"] < before:
                bad.append(f"{where}: not in the order of days")
            before = article["published"]
            articles.append((article, where, shingles(article["text"])))

    languages = collections.Counter(article["language"] for article, _, _ in articles)
    if not articles or min(languages["id"], languages["en"]) < 0.45 * len(articles):
        bad.append(f"data/samples/history: languages out of balance: {dict(languages)}")

    named = set(COPY_ROW.findall((root / "data" / "README.md").read_text(encoding="utf-8")))
    found = {}
    for (a, _, in_a), (b, where, in_b) in itertools.combinations(articles, 2):
        if len(in_a & in_b) >= 0.5 * min(len(in_a), len(in_b)):
            found[a["id"], b["id"]] = where
    bad += [f"{found[pair]}: copies {pair[0]}; data/README.md does not say so" for pair in sorted(found.keys() - named)]
    bad += [f"data/README.md:1: {a} and {b} are no copies" for a, b in sorted(named - found.keys())]
    print("\n".join(bad) if bad else f"samples: {len(articles)} articles in order")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)))
