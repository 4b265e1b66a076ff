#!/usr/bin/env python3
"""What libkawat.so shows is what tests/abi.txt lists: exported names, sizes of structs, libraries it needs.

usage: check_abi.py LIBRARY TEST_PROGRAM [--write]     --write writes tests/abi.txt anew; a name that goes breaks callers
"""
import pathlib
import re
import subprocess
import sys

# Beside the C library: what a wheel brings along. No DuckDB, no C++ library, whose versions would meet others in one process.
MAY_NEED = re.compile(r"^(libc|libm|libdl|libpthread|ld-linux-x86-64|libicu(uc|i18n|data)|libz|libzstd|libexpat|libfmt|libsimdjson|libxxhash)\.so")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout


def main(library, program, write):
    names = sorted(line.split()[-1].split("@")[0] for line in run("nm", "-D", "--defined-only", library).splitlines())
    names = [n for n in names if n != "KAWAT_1"]
    found = [f"function {n}" for n in names] + [f"struct {line}" for line in run(program, "--sizes").splitlines()]
    path = pathlib.Path(__file__).with_name("abi.txt")
    if write:
        path.write_text("# What libkawat.so shows; written by check_abi.py --write.\n" + "\n".join(found) + "\n", encoding="utf-8")
    listed = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    bad = [f"abi.txt: {x}: gone from the library" for x in listed if x not in found]
    bad += [f"abi.txt: {x}: not listed" for x in found if x not in listed]
    needed = re.findall(r"NEEDED.*\[(.*)\]|NEEDED\s+(\S+)", run("objdump", "-p", library))
    bad += [f"{library}: needs {a or b}" for a, b in needed if not MAY_NEED.match(a or b)]
    header = (path.parent.parent / "include/kawat/kawat.h").read_text(encoding="utf-8")
    declared = set(re.findall(r"KAWAT_API [\w* ]+?\b(kawat_\w+)\(", header))
    bad += [f"kawat.h: {n} is not declared" for n in names if n not in declared]
    bad += [f"kawat.h: {n} is not in the library" for n in sorted(declared - set(names))]
    print("\n".join(bad) if bad else f"abi: {len(names)} functions as listed")
    return 1 if bad else 0


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if a != "--write"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    sys.exit(main(*arguments, "--write" in sys.argv))
