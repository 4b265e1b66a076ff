#!/usr/bin/env python3
"""No phrase is written twice in the frame files, and none is there that nothing can match.

usage: check_lint.py KAWAT [--prune] [--known FILE] [DATA_DIR]

Runs `kawat lint --only duplicate,dead`. What was there when the check came in stands in tests/lint.known, one phrase a line:
kind, file, phrase, with tabs between them. The list only gets shorter: a line whose fault is mended is a failure too, and
--prune takes it out.
"""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


def main():
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("kawat", type=pathlib.Path)
    ap.add_argument("data", nargs="?", default="data")
    ap.add_argument("--known", type=pathlib.Path, default=HERE / "lint.known")
    ap.add_argument("--prune", action="store_true")
    args = ap.parse_args()
    done = subprocess.run([str(args.kawat.resolve()), "lint", "--only", "duplicate,dead", "--format", "jsonl", "-q", args.data],
                          capture_output=True, text=True, cwd=ROOT, timeout=120)
    if done.returncode not in (0, 1) or done.stderr.strip():
        print(f"kawat lint: exit {done.returncode}: {done.stderr.strip()}")
        return 1
    found = {}
    for row in map(json.loads, done.stdout.splitlines()):
        found.setdefault((row["kind"], row["file"], row["phrase"]), row)
    lines = args.known.read_text(encoding="utf-8").splitlines() if args.known.exists() else []
    known = {tuple(line.split("\t")): line for line in lines if line.strip() and not line.startswith("#")}
    bad = 0
    for key, row in found.items():
        if key not in known:
            bad += 1
            print(f"{row['file']}:{row['line']}: {row['kind']}: {row['phrase']}: {row['message']}")
    gone = [line for key, line in known.items() if key not in found]
    if args.prune and gone:
        args.known.write_text("\n".join(line for line in lines if line not in set(gone)) + "\n", encoding="utf-8")
        gone = []
    for line in gone:
        print(f"mended, take it out of {args.known.name} (--prune does): {line}")
    print(f"lint: {bad} new faults, {len(set(found) & set(known))} known ones, {len(gone)} mended ones still listed")
    return 1 if bad or gone else 0


if __name__ == "__main__":
    sys.exit(main())
