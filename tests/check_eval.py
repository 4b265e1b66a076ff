#!/usr/bin/env python3
"""`kawat eval` counts as others count, and keeps its word on floors and exit codes.

usage: check_eval.py KAWAT [--scorers DIR]

The number of cases that hold must be that of cases_test.py. Where the development sets and their scorers stand beside the
checkout (../shared), every figure that both give must be the same.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(ROOT / "eval"))
import cases_test
import gate

from expecting import bad, expect, verdict


def run(kawat, *args):
    return subprocess.run([str(kawat), "eval", *map(str, args)], capture_output=True, text=True, timeout=240)


def measures(done):
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["measure"]: row["value"] for row in rows if row["kind"] == "measure"}


def promises(kawat):
    gold = [
        {"id": "1", "lang": "en", "text": "Russia attacked Ukraine.", "events": [
            {"event_type": "ASSAULT", "actor": "RUS", "recipient": "UKR", "trigger_text": "attacked"}]},
        {"id": "2", "lang": "en", "text": "Iran condemned Israel.", "events": [
            {"event_type": "REQUEST", "actor": "IRN", "recipient": "ISR", "trigger_text": "condemned"}]},
        {"id": "3", "lang": "en", "text": "The weather was fine.", "events": []},
    ]
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        file, gates = work / "gold.jsonl", work / "gates.json"
        file.write_text("".join(json.dumps(g) + "\n" for g in gold), encoding="utf-8")
        done = run(kawat, file, "--format", "jsonl", "--confusions", "--per-type")
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        expect("figures of a small set", done.returncode == 0 and measures(done).get("events type F1") == 0.5, done)
        confused = [(r["gold_type"], r["event_type"], r["count"]) for r in rows if r["kind"] == "confusion"]
        expect(f"a confusion is named: {confused}", confused == [("REQUEST", "ACCUSE", 1)])
        told = [r for r in rows if r["kind"] == "mistake"]
        expect("with its sentence and its rule", told and told[0]["text"] == "Iran condemned Israel." and ".frames:" in told[0]["coded"])
        for args in ((file, "--missed", "--false", "1"), ("--missed", file), ("--confusions", "2", file)):
            done = run(kawat, *args)
            expect(f"kawat eval {args[0]} …: 0 and a table", done.returncode == 0 and "type and both countries" in done.stdout, done)
        expect("the same bytes each time", run(kawat, file, "--missed").stdout == run(kawat, file, "--missed").stdout)

        form = {"measure": ["events"], "room": {"*": 0.02}, "floors": {"events type F1": 0.9, "other type F1": 1}}
        gates.write_text(json.dumps(form), encoding="utf-8")
        done = run(kawat, file, "--gates", gates)
        expect("a floor that is missed: 1", done.returncode == 1 and "FELL" in done.stdout and "other" not in done.stdout, done)
        done = run(kawat, file, "--gates", gates, "--update")
        expect("--update lowers nothing", done.returncode == 1 and json.loads(gates.read_text()) == form, done)
        for args in (("--update", "--allow-lower"), ("--allow-lower", "--reason", "x"), ("--update", "--reason", "x"),
                     ("--update", "--allow-lower", "--reason", " ")):
            done = run(kawat, file, "--gates", gates, *args)
            expect(f"{' '.join(args)}: 2", done.returncode == 2 and json.loads(gates.read_text()) == form, done)
        done = run(kawat, file, "--gates", gates, "--update", "--allow-lower", "--reason", "a smaller set")
        now = json.loads(gates.read_text())
        expect("lowered with the reason", done.returncode == 0 and now["floors"] == {"events type F1": 0.49, "other type F1": 1}
               and now["lowered"] == [{"floor": "events type F1", "from": 0.9, "to": 0.49, "reason": "a smaller set"}], done)
        now["floors"]["events type F1"] = 0.1
        gates.write_text(json.dumps(now), encoding="utf-8")
        done = run(kawat, file, "--gates", gates, "--update")
        expect("--update raises", done.returncode == 0 and json.loads(gates.read_text())["floors"]["events type F1"] == 0.49, done)
        expect("no floor for the set: 3", run(kawat, "x=" + str(file), "--gates", gates).returncode == 3)

        expect("no file: 2", run(kawat).returncode == 2)
        expect("--update without --gates: 2", run(kawat, file, "--update").returncode == 2)
        expect("a missing file: 1", run(kawat, work / "none.jsonl").returncode == 1)
        expect("nothing in that language: 3", run(kawat, file, "--lang", "id").returncode == 3)
        (work / "broken.jsonl").write_text('{"id": 1, "text": "x"}\n', encoding="utf-8")
        done = run(kawat, work / "broken.jsonl")
        expect("no labels: 1, the line is named", done.returncode == 1 and "broken.jsonl:1" in done.stderr, done)


def cases(kawat):
    all_cases = []
    folder = HERE / "cases"
    for path in sorted(folder.rglob("*.case")):
        all_cases += cases_test.parse(path, str(path.relative_to(folder)))
    found = cases_test.run(str(kawat), all_cases)
    holds = sum(not cases_test.judge(c, found.get(c["id"], [])) for c in all_cases)
    ours = measures(run(kawat, folder, "--format", "jsonl")).get("cases hold")
    theirs = round(100 * holds / len(all_cases), 1)
    expect(f"cases that hold: {ours} % here, {theirs} % in cases_test.py", ours == theirs)


def outside(kawat, scorers):
    """Returns how many figures were compared."""
    data = scorers.parent / "data"
    done = subprocess.run([sys.executable, str(scorers / "run"), str(kawat), "--only", "seed,docs,relate,binary,events"],
                          capture_output=True, text=True, timeout=240)
    theirs = gate.read_measures(done.stdout)
    sets = [data / "docs" / "gold.jsonl", data / "relate" / "dev.jsonl", data / "relate" / "binary_dev.jsonl", data / "events" / "id-dev.jsonl"]
    ours = measures(run(kawat, *sets, "--format", "jsonl"))
    seed = scorers.parent / "seed"
    ours |= measures(run(kawat, f"seed={seed / 'gold.jsonl'}", "--texts", seed / "article.txt", "--format", "jsonl"))
    both = sorted(set(ours) & set(theirs))
    for name in both:
        expect(f"{name}: {ours[name]} here, {theirs[name]} by the scorer", ours[name] == theirs[name])
    for name in sorted(set(theirs) - set(ours)):
        bad.append(f"{name}: {theirs[name]} by the scorer, not measured here")
    return len(both)


def main():
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("kawat", type=pathlib.Path)
    ap.add_argument("--scorers", type=pathlib.Path, default=ROOT.parent / "shared" / "eval")
    args = ap.parse_args()
    kawat = args.kawat.resolve()
    promises(kawat)
    cases(kawat)
    compared = outside(kawat, args.scorers) if (args.scorers / "run").exists() else 0
    return verdict(f"eval, {compared} figures as the scorers beside the checkout")


if __name__ == "__main__":
    sys.exit(main())
