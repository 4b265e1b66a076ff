#!/usr/bin/env python3
"""Who may include whom. The stage folders never include each other; they meet in model.

usage: check_includes.py [ROOT]      exits 1 and prints each stray edge as file:line
"""
import pathlib
import re
import sys

LOW = {"base"}
DATA = LOW | {"model", "lexicon"}
STAGES = ["read", "text", "syntax", "actors", "events", "context", "stories"]
MAY = {
    "base": set(),
    "model": LOW,
    "lexicon": LOW | {"model"},
    **{stage: set(DATA) for stage in STAGES},
    "pipeline": DATA | set(STAGES),
    "fetch": LOW | {"model"},
    "archive": LOW | {"model"},
    "intake": DATA | {"read", "stories", "pipeline", "archive"},
    "relations": LOW | {"model", "archive"},
    "serve": LOW | {"model", "relations", "archive", "pipeline"},
    "capi": DATA | {"read", "pipeline", "relations", "archive", "intake"},
    "cli": None,  # all
}
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


def main(root):
    bad = []
    src = root / "src"
    for path in sorted(p for p in src.rglob("*") if p.suffix in (".cpp", ".h")):
        folder = path.relative_to(src).parts[0]
        shown = path.relative_to(root)
        if folder not in MAY:
            bad.append(f"{shown}:1: {folder}/ is not in the table of tests/check_includes.py")
            continue
        allowed = MAY[folder]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            target = found.group(1)
            if "/" not in target or target.startswith("."):
                bad.append(f'{shown}:{number}: "{target}": write the path from src/, "{folder}/…"')
                continue
            other = target.split("/")[0]
            if other == folder or allowed is None or other == "kawat":
                continue
            if other not in allowed:
                bad.append(f"{shown}:{number}: {folder}/ must not include {other}/")
    # The public headers stand alone: bindings include nothing else.
    for path in sorted((root / "include").rglob("*.h")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if found and not found.group(1).startswith("kawat/"):
                bad.append(f"{path.relative_to(root)}:{number}: include/kawat must not include {found.group(1)}")
    print("\n".join(bad) if bad else "includes: as the table says")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)))
