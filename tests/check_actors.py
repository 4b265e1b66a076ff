#!/usr/bin/env python3
"""The actor tables are sound, and who leads a state today is found by full name, by title and surname, by office and state;
every country of ISO 3166 by its names as ICU writes them, its demonyms and its capital, in English and Indonesian.

usage: check_actors.py KAWAT [ROOT]          exits 1 and prints what is wrong
"""
import collections
import ctypes
import ctypes.util
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


# Territories, and the state that answers for them: they have no code of their own in the tables.
GOVERNED = {
    "GBR": "AIA BMU DGA FLK GGY GIB SGS IMN IOT JEY CYM MSR PCN SHN TCA VGB", "USA": "ASM GUM MNP PRI UMI VIR",
    "FRA": "BLM GUF GLP MAF MTQ NCL PYF SPM REU ATF WLF MYT", "NLD": "ABW BES CUW SXM", "NZL": "COK NIU TKL",
    "AUS": "CCK CXR HMD NFK", "DNK": "FRO GRL", "NOR": "BVT SJM", "ESP": "XEA XIC", "FIN": "ALA", "CHN": "MAC",
    "KOS": "XKK"}  # Kosovo has no code of ISO
# (language, name): why something else is meant by it.
MISSES = {
    ("en", "Cocos (Keeling) Islands"): "not known with the parenthesis",
    ("id", "Georgia Selatan & Kep. Sandwich Selatan"): "not known in short", ("en", "Congolese"): "of both Congos, the larger first",
    ("en", "Dominican"): "of the Dominican Republic first",
}


def countries():
    """(code, English name, Indonesian name) of every country that ICU knows"""
    library = ctypes.util.find_library("icuuc")
    if not library:
        sys.exit("libicuuc is not installed (script/setup)")
    icu, version = ctypes.CDLL(library), library.rsplit(".", 1)[1]
    display, listed, three = (getattr(icu, f"{name}_{version}") for name in ("uloc_getDisplayCountry", "uloc_getISOCountries",
                                                                             "uloc_getISO3Country"))
    listed.restype, three.restype = ctypes.POINTER(ctypes.c_char_p), ctypes.c_char_p

    def name(country, language):
        units, error = (ctypes.c_uint16 * 200)(), ctypes.c_int(0)
        length = display(b"und_" + country, language, units, 200, ctypes.byref(error))
        return bytes(units)[:2 * length].decode("utf-16-le")

    governor = {code: state for state, codes in GOVERNED.items() for code in codes.split()}
    codes, i = listed(), 0
    while codes[i]:
        code = three(b"und_" + codes[i]).decode()
        yield governor.get(code, code), name(codes[i], b"en"), name(codes[i], b"id")
        i += 1


def places_missed(kawat, data):
    """names of countries, demonyms and capitals of today that stand for another state first, and how many were asked"""
    known = list(countries())
    total, bad = 0, []
    for language, column in (("en", 0), ("id", 1)):
        asked = [("name", names[column], code) for code, *names in known]
        for cells in rows(data / "states.tsv"):
            if not cells[2]:
                asked += [("demonym", n.lstrip("="), cells[0]) for n in cells[5 + column].split("|") if n]
        for cells in rows(data / "capitals.tsv"):
            if not cells[1] and not cells[3] and cells[6] == "capital":
                asked += [("capital", n.lstrip("="), cells[0]) for n in (cells[4 + column] or cells[4]).split("|")[:1]]
        total += len(asked)
        for (kind, name, code), found in zip(asked, ask(kawat, language, [name for _, name, _ in asked]), strict=True):
            first = found[0]["code"] if found and not found[0]["similar"] else "-"
            if first[:3] != code and (language, name) not in MISSES:
                bad.append(f"{language} {kind}: '{name}' is of {code}, found {first}")
    if len(known) < 240:
        bad.append(f"ICU names only {len(known)} countries")
    return bad, total


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
    adjectives = collections.Counter(n.lstrip("=") for cells in rows(data / "states.tsv") if not cells[2] for n in cells[5].split("|")[:1])
    heads = {}
    for cells in rows(data / "leaders.tsv"):
        name, country, office, _, start, end = cells[:6]
        # Of the realms of one monarch the first is meant.
        if office in OFFICES and country in states and start < TODAY and (not end or end > TODAY) and (name, office) not in heads:
            heads[name, office] = country
    missed, asked_places = places_missed(kawat, data)
    print("\n".join(missed + [f"countries, demonyms and capitals: {asked_places} asked, {len(missed)} missed"]))
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
            # "The Congolese president": where two states are called so, both holders are named.
            adjective = states[country][1]
            shared = kind == "office and state" and adjective in question and adjectives[adjective] > 1
            first = kind == "title and surname" or shared or candidates[:1] and candidates[0]["code"][:3] == country
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
    return 1 if fell or missed else 0


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "-v"]
    if not arguments:
        sys.exit(__doc__)
    sys.exit(main(arguments[0], pathlib.Path(arguments[1] if len(arguments) > 1 else pathlib.Path(__file__).resolve().parent.parent)))
