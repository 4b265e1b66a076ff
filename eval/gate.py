#!/usr/bin/env python3
"""Quality must not fall unnoticed: measures the program on the development sets and compares with the floors of gates.json.

usage: gate.py KAWAT [--only NAME[,NAME]] [--list] [--raise] [--evaluator FILE]

The development sets are not part of the project. Where ../shared/eval/run stands beside the checkout it is used; elsewhere
this exits 77 (skipped). A floor is a figure that was reached; `--raise` lifts floors to just under what is measured now and
never lowers one. `kawat eval --gates … --update --allow-lower --reason …` does (README.md). Floors of sets that are not
measured here are passed over: `kawat eval` looks at those of the project's own sets.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SECTION = re.compile(r"^== (\w+)")
NUMBER = r"(-?[\d,]+(?:\.\d+)?)"
# Per section of the evaluator's output: a line's beginning, then what stands in it → name of the measure.
P_R_F = rf"{NUMBER}\s+{NUMBER}\s+{NUMBER}"
RULES = [
    ("seed|docs", rf"event_type  +{P_R_F}", "type P,type R,type F1"),
    ("seed|docs", rf"event_type \+ both countries +{P_R_F}", "dyad P,dyad R,dyad F1"),
    ("seed|docs", rf"event_type \+ full codes +{P_R_F}", "codes P,codes R,codes F1"),
    ("seed|docs", rf"  (\w[\w ,/()-]*?)  +{NUMBER}  \(\d+ of \d+\)", "*"),
    ("seed|docs", rf"predicted events out of noise lines: {NUMBER}", "noise"),
    ("relate", rf"relate (\w[\w-]*) +P [\d.]+ +R [\d.]+ +F1 {NUMBER}", "* F1"),
    ("binary", rf"binary pairs .*macro F1 {NUMBER}", "macro F1"),
    ("events", rf"\(a\) event type +{P_R_F}", "type P,type R,type F1"),
    ("events", rf"\(b\) type \+ countries +{P_R_F}", "dyad P,dyad R,dyad F1"),
    ("events", rf"\(c\) type \+ full codes +{P_R_F}", "codes P,codes R,codes F1"),
    ("events", rf"\(d\) of \d+ matched: modality {NUMBER} .*  mode {NUMBER} .*  speaker {NUMBER} ", "modality,mode,speaker"),
    ("events", rf"\(e\) false events per 100 sentences without event: {NUMBER}", "false per 100"),
    ("parallel", rf"parallel ([^:]+): .*F1 {NUMBER}", "* F1"),
    ("quotes", rf"quotes .*content F1 {NUMBER}  content\+speaker F1 {NUMBER}", "content F1,content+speaker F1"),
    ("html", rf"html pages .*F1 {NUMBER}", "F1"),
    ("parse", rf"(\w+ \w+): parse words \d+  UPOS {NUMBER}  UAS {NUMBER}  LAS {NUMBER}", "* UPOS,* UAS,* LAS"),
    ("actors", rf"actors ([a-z ]+): {NUMBER}", "*"),
    ("speed", rf"speed .* {NUMBER} words/s", "words/s"),
]
LESS_IS_BETTER = {"noise", "false per 100"}


def read_measures(output):
    """{"events dyad F1": 0.41, …} from the evaluator's lines."""
    measures, section = {}, ""
    for line in output.splitlines():
        found = SECTION.match(line)
        if found:
            section = found.group(1)
            continue
        for sections, pattern, names in RULES:
            if section not in sections.split("|"):
                continue
            found = re.match(pattern, line)
            if not found:
                continue
            groups = list(found.groups())
            star = groups.pop(0).strip() if "*" in names else ""
            for name, value in zip(names.split(","), groups):
                measures[f"{section} {name.replace('*', star)}"] = float(value.replace(",", ""))
            break
    return measures


def less(name):
    return any(name.endswith(" " + end) for end in LESS_IS_BETTER)


def main():
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("kawat")
    ap.add_argument("--only")
    ap.add_argument("--list", action="store_true")
    ap.add_argument("--raise", dest="lift", action="store_true")
    ap.add_argument("--evaluator", type=pathlib.Path, default=HERE.parent.parent / "shared" / "eval" / "run")
    ap.add_argument("--gates", type=pathlib.Path, default=HERE / "gates.json")
    args = ap.parse_args()
    if not args.evaluator.exists():
        print("skipped: the development sets are not beside this checkout")
        return 77
    gates = json.loads(args.gates.read_text(encoding="utf-8"))
    only = args.only or ",".join(gates["measure"])
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        try:
            sets = ",".join(name for name in only.split(",") if name != "actors")
            done = subprocess.run([sys.executable, str(args.evaluator), args.kawat, "--only", sets, "--keep", work],
                                  capture_output=True, text=True, timeout=280)
        except subprocess.TimeoutExpired:
            print("FELL  not done after 280 s")
            return 1
    output = done.stdout
    if "actors" in only.split(","):
        # Plain facts and names, which have no scorer of their own beside the sets.
        facts = subprocess.run([sys.executable, str(HERE / "actors.py"), args.kawat], capture_output=True, text=True, timeout=280)
        output += "\n== actors\n" + facts.stdout
    measures = read_measures(output)
    if args.list:
        for name, value in measures.items():
            print(f"{value:>12g}  {name}")
    floors, bad = gates["floors"], []
    sections = set(only.split(","))
    for name, floor in floors.items():
        if name.split(" ")[0] not in sections:
            continue
        value = measures.get(name)
        if value is None:
            bad.append(f"{name}: not measured, floor {floor:g}")
        elif value > floor if less(name) else value < floor:
            bad.append(f"{name}: {value:g}, floor {floor:g}")
        elif not args.list:
            print(f"  ok  {value:>10g}  {'≤' if less(name) else '≥'} {floor:<8g} {name}")
    if args.lift:
        for name in floors:
            value = measures.get(name)
            if value is None:
                continue
            room = abs(value) * gates["room"].get(name, gates["room"]["*"])
            new = round(value + room, 3) if less(name) else round(value - room, 3)
            floors[name] = min(floors[name], new) if less(name) else max(floors[name], new)
        args.gates.write_text(json.dumps(gates, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for line in bad:
        print(f"FELL  {line}")
    if bad and done.stderr.strip():
        print(done.stderr.strip()[:2000])
    for line in done.stdout.splitlines():
        if line.startswith("not scored"):
            print(line)
    print(f"floors: {len(bad)} fell, {time.monotonic() - start:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
