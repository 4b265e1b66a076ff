#!/usr/bin/env python3
"""The library never prints and never ends the process; only src/cli may.

usage: check_silent.py [ROOT]        exits 1 and prints each offending line as file:line
"""
import pathlib
import re
import sys

LOUD = re.compile(
    r"std::(cout|cerr|clog)\b|(?<![\w:])(?:std::|::)?(printf|fprintf|puts|putchar|vprintf|perror|exit|_exit|quick_exit|abort|terminate)\s*\("
    r"|\bfmt::print\s*\(|\b(stdout|stderr)\b")
COMMENT = re.compile(r"//.*$|/\*.*?\*/")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def main(root):
    bad = []
    src = root / "src"
    for path in sorted(p for p in src.rglob("*") if p.suffix in (".cpp", ".h")):
        if path.relative_to(src).parts[0] == "cli":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            found = LOUD.search(COMMENT.sub("", STRING.sub('""', line)))
            if found:
                bad.append(f"{path.relative_to(root)}:{number}: the library must not use {found.group(0).strip()}")
    print("\n".join(bad) if bad else "silent: nothing outside cli/ prints or exits")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)))
