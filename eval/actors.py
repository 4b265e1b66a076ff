#!/usr/bin/env python3
"""Do the world's leaders and states resolve? Measured on plain facts that are not part of the project.

usage: actors.py KAWAT [--facts DIR] [--bad]

Reads leaders.tsv (heads of state and government with the day since when, as an almanac printed them: honorifics, capitals for the
family's name, several people in one cell) and countries.tsv. A row counts when the first answer for the cleaned name on that day is of
that country and of the government; rows of which nothing but a fragment of a name is left are not asked. --bad lists what fails.
"""
import argparse
import csv
import gzip
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
STATES = HERE.parent / "data" / "actors" / "states.tsv"
# The almanac's own country codes where its name for the country is not one of ours.
CODES = {"bm": "MMR", "cf": "COG", "cg": "COD", "gz": "PSE", "we": "PSE", "iv": "CIV", "kn": "PRK", "ks": "KOR", "mk": "MKD",
         "vt": "VAT", "tw": "TWN", "kv": "KOS", "tt": "TLS", "ps": "PLW", "fm": "FSM", "wz": "SWZ", "ez": "CZE", "hk": "HKG",
         "mc": "CHN", "bf": "BHS", "ga": "GMB", "cv": "CPV", "la": "LAO", "rs": "RUS", "sy": "SYR", "td": "TTO", "tp": "STP",
         "nl": "NLD", "tu": "TUR", "aa": "NLD", "uc": "NLD", "nn": "NLD", "gk": "GBR", "je": "GBR", "pc": "GBR", "ax": "GBR",
         "dx": "GBR", "sx": "GBR", "fk": "GBR", "sh": "GBR", "io": "GBR", "rn": "FRA", "tb": "FRA", "fs": "FRA", "ck": "AUS",
         "kt": "AUS", "nf": "AUS", "vq": "USA", "rq": "USA", "um": "USA", "sv": "NOR", "ee": "EUR"}
TITLES = """President of the Transitional Council|President of the Swiss Confederation|President of the Council of State|
President of the Council of Ministers|President of the Council|President of the Islamic Republic of Afghanistan|
President of the Presidential Council|President of China|Vice President of the Swiss Confederation|Speaker of the House of Representatives|
Governor General of New Zealand|Governor General of the Commonwealth of Australia|High Commissioner of the Republic|High Commissioner|
Chief of State|Governor General|Governor-General|Lieutenant Governor|Lieutenant-Governor|Prime Minister-designate|Prime Minister|
Presidential Council|President-elect|President|Vice-President|Vice President|Vice Presidents|Vice Premiers|Vice Premier|Deputy Premiers|
Deputy Prime Ministers|Deputy Premier|Minister President|Chancellor|King|Queen|Sultan|Amir|Emir|Grand Duke|Prince|Princess|Pope|Premier|
Taoiseach|Tanaiste|Chief Minister|Chief Executive Officer|Chief Executive|CEO|French Co-prince|French Coprince|Co-prince|
Episcopal Co-prince|Supreme Leader|Emperor|Governor|Chairman of the Presidency|Chairperson of the Presidency|Chairman|Chairperson|Chair|
Head of Government|Secretary of State|Secretary|Administrator|Senior Administrator|Superior Administrator|Prefect|Bailiff|Mayor|Ministers|
Minister of Foreign Affairs|Minister of State|Minister|Leader|Monarch|Regent|Heir Apparent|Captain Regent|Representative|Commissioner|
State Administration Council|Sovereignty Council|Executive|Council|Designate|Elect|Representative""".replace("\n", "")
RANKS = r"""Acting|Interim|Transitional|Transition|Caretaker|Federal|First|Second|Third|Deputy|Vice|Co-Vice|Co-|Senior|Executive|His|Her|
Field Marshal|Marshal|Air Chief Marshal|Air Vice-Marsh\w+|Air Vice Marsh\w+|Air Mar\w*|General|Gen\.|Lt\. Gen\.|Lt\.|Maj\. Gen\.|
Major General|Maj\.|Brig\. Gen\.|Brig\.|Brigadier|Col\.|Colonel|Capt\.|Captain|Cdr\.|Adm\.|Admiral|Vice Admiral|Rear Admiral|Sr\. Gen\.|
Sr\.|Gen|Dr\.|Dr|Mr\.|Mrs\.|Ms\.|Sir|Dame|Lord|Lady|Cardinal|Archbishop|Sheikh|Shaykh|Mullah|Crown|HRH|Hereditary|Engineer|Rev\.|
\(Ret\.\)|Retired|y|the|and""".replace("\n", "")
STRIP = re.compile(rf"^(?:(?:{TITLES}|{RANKS})\b\.?[ ,]*(?:of (?:the )?[A-Z][\w ]*?(?= [A-Z][A-Z]))?)+", re.I)


def people(cell):
    """"Vice Presidents A, B, and C" → the three names, cleaned."""
    cell = re.sub(r'"[^"]*" ?|\([^)]*\)', "", cell).replace("  ", " ")
    cell = re.sub(r",? *(?:Jr|Sr|Dr|Lt\. Gen|Maj\. Gen|Brig\. Gen|Gen|Col|Adm|Air Chief Mar)\.?$", "", cell.strip())
    out = []
    for part in re.split(r", and |, | and (?=[A-Z][\w'. -]* )", cell):
        name = part.strip()
        for _ in range(3):
            name = STRIP.sub("", name).strip(" ,;.")
        out.append(name)
    return [n for n in out if n]


def country_codes(facts):
    names = {}
    for line in STATES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            for name in cells[3].split("|"):
                names.setdefault(name.lstrip("=").lower(), cells[0])
    out = dict(CODES)
    rows = list(csv.DictReader(open(facts / "countries.tsv", encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        code = names.get(row["short"].lower()) or names.get(row["long"].lower())
        if row["gec"] not in out and code:
            out[row["gec"]] = code
    return out, rows


def ask(kawat, questions, language=None):
    """[(name, day)] → the candidates of each."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".tsv") as f:
        f.writelines(f"{name}\t{day}\n" for name, day in questions)
        f.flush()
        command = [kawat, "actor", "--file", f.name, "--format", "json"] + (["--lang", language] if language else [])
        done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    return [json.loads(line)["candidates"] for line in done.stdout.splitlines()]


def right(candidates, country):
    if not candidates:
        return False
    code = candidates[0]["code"]
    # The first answer, or one just as good: Elizabeth II reigned in Canada too.
    same = [c["code"] for c in candidates if c["name"] == candidates[0]["name"] and (c["valid"] or "about to" in c["why"])]
    return any(c[:3] == country and c[3:] in ("", "GOV", "REL", "LEG", "MIL") for c in [code, *same])


def leaders(kawat, facts, bad):
    codes, _ = country_codes(facts)
    questions, wanted = [], []
    for row in csv.DictReader(open(facts / "leaders.tsv", encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
        code = codes.get(row["gec"])
        for name in people(row["name"]):
            # "SARAJ", "Sabah": what is left when the almanac's name was cut at a hyphen.
            if " " not in name and not re.match(r"(King|Queen|Emperor|Sultan|Pope|Grand Duke|Prince|Amir)\b", row["name"]):
                continue
            if code:
                # A month or year alone: its end.
                day = row["since"].replace("-00-00", "-12-31").replace("-00", "-28") or row["first_seen"]
                questions.append((name, day))
                wanted.append((code, row["role"], row["name"]))
    good = 0
    for question, want, candidates in zip(questions, wanted, ask(kawat, questions)):
        ok = right(candidates, want[0])
        good += ok
        if not ok and bad:
            first = candidates[0] if candidates else {"code": "-", "name": "", "why": ""}
            print(f"bad  {want[0]}  {question[0]} | {question[1]} | {want[2]} | {first['code']} {first['name']} {first['why']}")
    print(f"actors leaders: {100 * good / len(questions):.1f}  ({good} of {len(questions)})")


def states(kawat, facts, bad):
    codes, rows = country_codes(facts)
    questions = []
    for row in rows:
        code = codes.get(row["gec"])
        if not code or row["gec"] in CODES and code in ("GBR", "FRA", "AUS", "USA", "NLD", "NOR", "EUR") and row["gec"] not in ("nl",):
            continue
        questions.append((row["short"], code, "name"))
        capital = re.split(r"[;(]| in ", row["capital"])[0].strip()
        if capital and "no official" not in capital:
            questions.append((capital, code, "capital"))
        for column in ("noun", "adjective"):
            word = re.split(r"[,;(]| or ", row[column])[0].strip()
            if word and word not in ("none", "NA"):
                questions.append((word, code, column))
    good, total = {}, {}
    for (name, code, kind), candidates in zip(questions, ask(kawat, [(n, "2020-01-01") for n, _, _ in questions], "en")):
        ok = any(not c["similar"] and c["code"] == code for c in candidates)
        good[kind], total[kind] = good.get(kind, 0) + ok, total.get(kind, 0) + 1
        if not ok and bad:
            print(f"bad  {code}  {kind} {name} | {candidates[0]['code'] + ' ' + candidates[0]['name'] if candidates else '-'}")
    for kind in total:
        print(f"actors {kind}: {100 * good[kind] / total[kind]:.1f}  ({good[kind]} of {total[kind]})")


def entities(path):
    """Sentences of a file of words with B-/I- marks: text, [(entity, begin, end)]."""
    words = []
    for line in path.read_text(encoding="utf-8").splitlines() + [""]:
        if line.strip():
            cells = line.split()
            words.append((cells[0], cells[-1]))
            continue
        text, spans, found = "", [], []
        for word, _ in words:
            if text and word not in (",", ".", ";", ":", ")", "!", "?"):
                text += " "
            spans.append((len(text), len(text) + len(word)))
            text += word
        for i, (_, mark) in enumerate(words):
            if not mark.startswith("B-"):
                continue
            j = i + 1
            while j < len(words) and words[j][1] == "I-" + mark[2:]:
                j += 1
            found.append((" ".join(w for w, _ in words[i:j]), spans[i][0], spans[j - 1][1]))
        if words:
            yield text, found
        words = []


def names(kawat, folder, bad):
    """Political actors named in sentences of news of 2004 to 2014, each sentence alone."""
    political = dict(line.split("\t") for line in (HERE / "names-id.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#")
    sentences = list(entities(folder / "dev.txt"))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as f:
        for i, (text, _) in enumerate(sentences):
            f.write(json.dumps({"id": str(i), "language": "id", "published": "2014-09-01", "text": text}) + "\n")
        f.flush()
        done = subprocess.run([kawat, "actors", "mentions", "-q", f.name], capture_output=True, text=True, timeout=120)
    mentions = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        mentions.setdefault(int(row["doc_id"]), []).append(row)
    good = total = 0
    for i, (text, found) in enumerate(sentences):
        for entity, begin, end in found:
            if political.get(entity) != "yes":
                continue
            total += 1
            ok = any(m["begin"] < end and begin < m["end"] and len(m["code"]) in (3, 6) for m in mentions.get(i, []))
            good += ok
            if not ok and bad:
                print(f"bad  {entity} | {text[:140]}")
    print(f"actors named: {100 * good / total:.1f}  ({good} of {total})")


def sample(kawat, news, bad):
    """Of the mentions judged by hand: how many were right, and how many of those are still coded so."""
    judged = [line.split("\t") for line in (HERE / "sample-news-id.tsv").read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    wanted = {row[0] for row in judged}
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".jsonl") as f:
        with gzip.open(news, "rt", encoding="utf-8") as articles:
            f.writelines(line for line in articles if json.loads(line)["id"] in wanted)
        f.flush()
        done = subprocess.run([kawat, "actors", "mentions", "-q", f.name], capture_output=True, text=True, timeout=120)
    now = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        now[row["doc_id"], str(row["begin"]), str(row["end"])] = row["code"]
    right = [row for row in judged if row[4] == "right"]
    kept = [row for row in right if now.get((row[0], row[1], row[2])) == row[3]]
    for row in right if bad else []:
        if row not in kept:
            print(f"bad  {row[0]} {row[1]} was {row[3]}, is {now.get((row[0], row[1], row[2]), 'no mention')}")
    print(f"actors judged right: {100 * len(right) / len(judged):.1f}  ({len(right)} of {len(judged)})")
    print(f"actors still so: {100 * len(kept) / len(right):.1f}  ({len(kept)} of {len(right)})")


def main():
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("kawat")
    ap.add_argument("--facts", type=pathlib.Path, default=HERE.parent.parent / "shared" / "data" / "facts")
    ap.add_argument("--bad", action="store_true")
    args = ap.parse_args()
    if not (args.facts / "leaders.tsv").exists():
        print("skipped: the facts are not beside this checkout")
        return 77
    leaders(args.kawat, args.facts, args.bad)
    states(args.kawat, args.facts, args.bad)
    if (args.facts.parent / "names" / "id" / "dev.txt").exists():
        names(args.kawat, args.facts.parent / "names" / "id", args.bad)
    if (args.facts.parent / "news" / "id.jsonl.gz").exists():
        sample(args.kawat, args.facts.parent / "news" / "id.jsonl.gz", args.bad)
    return 0


if __name__ == "__main__":
    sys.exit(main())
