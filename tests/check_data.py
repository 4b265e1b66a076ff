#!/usr/bin/env python3
"""The data folder keeps its own rules: licence and origin on top of every text file; ontology tables that fit together.

usage: check_data.py [ROOT]          exits 1 and prints file:line
"""
import pathlib
import sys


def rows(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.split("\t")


def main(root):
    bad = []
    data = root / "data"
    for path in sorted(p for p in data.rglob("*") if p.suffix in (".tsv", ".frames")):
        shown = path.relative_to(root)
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as problem:
            bad.append(f"{shown}:1: not UTF-8: {problem}")
            continue
        head = "\n".join(text.splitlines()[:5])
        if not head.startswith("# Licence: ") or "Origin: " not in head:
            bad.append(f"{shown}:1: starts without '# Licence: …. Origin: …'")
        if "\r" in text:
            bad.append(f"{shown}:1: carriage returns")

    book = data / "ontology"

    def complain(name, number, what):
        bad.append(f"data/ontology/{name}:{number}: {what}")

    table = {name: list(rows(book / f"{name}.tsv")) for name in ("types", "modes", "contexts", "sectors", "cameo")}
    types = {cells[0] for _, cells in table["types"]}
    modes = {(cells[0], cells[1]) for _, cells in table["modes"]}
    contexts = [cells[0] for _, cells in table["contexts"]]
    cameo = {cells[0] for _, cells in table["cameo"]}
    for name, want, width in (("types", 16, 7), ("modes", 67, 6), ("contexts", 37, 3), ("sectors", 25, 3), ("cameo", 274, 6)):
        if len(table[name]) != want:
            complain(f"{name}.tsv", 1, f"{len(table[name])} rows, {want} expected")
        seen = set()
        for number, cells in table[name]:
            if len(cells) != width:
                complain(f"{name}.tsv", number, f"{len(cells)} columns, {width} expected")
            key = tuple(cells[:2]) if name == "modes" else cells[0]
            if key in seen:
                complain(f"{name}.tsv", number, f"{key} twice")
            seen.add(key)
    for number, cells in table["types"]:
        if cells[1] not in "1234" or cells[3] not in "01" or not -10 <= float(cells[2]) <= 10:
            complain("types.tsv", number, "quad class 1-4, intensity -10…10, recipient 0 or 1")
        if cells[4] not in cameo:
            complain("types.tsv", number, f"CAMEO {cells[4]} is not in cameo.tsv")
    for number, cells in table["modes"]:
        if cells[0] not in types:
            complain("modes.tsv", number, f"no type {cells[0]}")
        if cells[3] not in cameo:
            complain("modes.tsv", number, f"CAMEO {cells[3]} is not in cameo.tsv")
    for number, cells in table["cameo"]:
        if cells[2] not in types or (cells[3] and (cells[2], cells[3]) not in modes):
            complain("cameo.tsv", number, f"no type and mode {cells[2]} {cells[3]}")
        for context in filter(None, cells[5].split(";") if len(cells) > 5 else []):
            if context not in contexts:
                complain("cameo.tsv", number, f"no context {context}")

    # Frames name only types and modes that exist.
    for path in sorted(data.glob("lang/*/frames/*.frames")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line[0] in "# \t":
                continue
            words = line.split("#")[0].split()
            mode = next((w for w in words[1:] if "=" not in w and w != "symmetric"), None)
            if words[0] != "NONE" and words[0] not in types:
                bad.append(f"{path.relative_to(root)}:{number}: no event type {words[0]}")
            elif mode and (words[0], mode) not in modes:
                bad.append(f"{path.relative_to(root)}:{number}: {words[0]} has no mode {mode}")
            for word in words[1:]:
                key, _, value = word.partition("=")
                if key == "cameo" and value not in cameo:
                    bad.append(f"{path.relative_to(root)}:{number}: no CAMEO code {value}")
                if key == "context":
                    for context in value.split(","):
                        if context not in contexts:
                            bad.append(f"{path.relative_to(root)}:{number}: no context {context}")
    print("\n".join(bad) if bad else "data: in order")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)))
