#!/usr/bin/env python3
"""The actor tables are sound, and who leads a state today is found by full name, by title and surname, by office and state.

usage: check_actors.py KAWAT [ROOT]          exits 1 and prints what is wrong
"""
import json
import pathlib
import subprocess
import sys
import tempfile

OFFICES = {"president": ("president", "presiden"), "prime minister": ("prime minister", "perdana menteri"),
           "king": ("king", "raja"), "queen": ("queen", "ratu"), "chancellor": ("chancellor", "kanselir"),
           "emperor": ("emperor", "kaisar"), "emir": ("emir", "emir"), "sultan": ("sultan", "sultan"), "pope": ("pope", "paus")}
FAMILY_FIRST = {"CHN", "TWN", "HKG", "PRK", "KOR", "VNM"}
TODAY = "2026-11-01"
# What may fail: a surname that many bear, or that its people do not use.
LEAST = {"full name": 1.0, "title and surname": 0.99, "office and state": 0.98}


def rows(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def ask(kawat, language, questions):
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".tsv") as f:
        f.writelines(f"{name}\t{TODAY}\n" for name in questions)
        f.flush()
        done = subprocess.run([kawat, "actor", "--file", f.name, "--format", "json", "--lang", language], capture_output=True,
                              text=True, timeout=120)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    return [json.loads(line)["candidates"] for line in done.stdout.splitlines()]


def main(kawat, root):
    sound = subprocess.run([sys.executable, str(root / "script" / "check-actors")], capture_output=True, text=True, timeout=120)
    if sound.returncode != 0:
        print(sound.stdout + sound.stderr)
        return 1
    data = root / "data" / "actors"
    states = {}
    for cells in rows(data / "states.tsv"):
        if cells[0] not in states and not cells[2]:
            demonym = (cells[5].split("|")[0] or cells[3].split("|")[0]).lstrip("=")
            states[cells[0]] = (cells[3].split("|")[0], demonym, (cells[4] or cells[3]).split("|")[0].lstrip("="))
    heads = {}
    for cells in rows(data / "leaders.tsv"):
        name, country, office, _, start, end = cells[:6]
        # Of the realms of one monarch the first is meant.
        if office in OFFICES and country in states and start < TODAY and (not end or end > TODAY) and (name, office) not in heads:
            heads[name, office] = country
    bad, counts = [], {}
    for language in ("en", "id"):
        questions, wanted = [], []
        for (name, office), country in heads.items():
            state, demonym, local = states[country]
            title = OFFICES[office][0 if language == "en" else 1]
            words = name.split()
            surname = words[0] if country in FAMILY_FIRST else words[-1]
            asked = [("full name", name)]
            if len(words) > 1 and office in ("president", "prime minister", "chancellor") and len(surname) > 2:
                asked.append(("title and surname", f"{title} {surname}".title()))
            if language == "en":
                asked += [("office and state", f"the {demonym} {title}"), ("office and state", f"{title} of {state}")]
            else:
                asked.append(("office and state", f"{title} {local}"))
            for kind, question in asked:
                questions.append(question)
                wanted.append((kind, name, country))
        for question, (kind, name, country), candidates in zip(questions, wanted, ask(kawat, language, questions)):
            right = [c for c in candidates if c["code"][:3] == country and not c["similar"]]
            # The person, and nobody of another state before her; of an office every holder counts, so that it is her country's.
            # "Perdana Menteri Montenegro" is the prime minister of Montenegro as well.
            first = kind == "title and surname" or candidates[:1] and candidates[0]["code"][:3] == country
            ok = bool(right) and bool(first) and (kind == "title and surname" or any(c["name"] == name for c in right))
            good, total = counts.get(kind, (0, 0))
            counts[kind] = (good + ok, total + 1)
            if not ok:
                first = candidates[0] if candidates else {"code": "-", "name": "", "why": ""}
                bad.append(f"{language} {kind}: '{question}' is {name} of {country}, found {first['code']} {first['name']} ({first['why']})")
    fell = [kind for kind, least in LEAST.items() if counts[kind][0] < least * counts[kind][1]]
    for line in bad if fell or "-v" in sys.argv else []:
        print(line)
    print(", ".join(f"{kind} {good} of {total}" for kind, (good, total) in counts.items()))
    if len(heads) < 200:
        print(f"only {len(heads)} heads of states in the table")
        return 1
    return 1 if fell else 0


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    if not arguments:
        sys.exit(__doc__)
    sys.exit(main(arguments[0], pathlib.Path(arguments[1] if len(arguments) > 1 else pathlib.Path(__file__).resolve().parent.parent)))
