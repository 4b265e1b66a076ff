#!/usr/bin/env python3
"""The documentation is complete: every error number, verb, flag and column stands where a user looks for it.

usage: check_docs.py [--kawat PROGRAM] [ROOT]
Without the program the verbs and flags are not compared. Its help is read as CLI11 prints it.
"""
import argparse
import pathlib
import re
import subprocess
import sys

COLUMNS = """event_id event_group story_id doc_id url outlet title author language published sentence evidence_text evidence_begin
evidence_end event_type event_mode contexts quad_class intensity cameo_code goldstein modality actor_text actor_begin actor_end
actor_name actor_code actor_country actor_sector actor_wikidata recipient_text recipient_begin recipient_end recipient_name
recipient_code recipient_country recipient_sector recipient_wikidata trigger_text trigger_begin trigger_end date_start date_end
date_precision date_text place_text place_name place_country latitude longitude attribution is_quote confidence rule
kawat_version copy_of""".split()


def help_text(program, *verb):
    done = subprocess.run([program, *verb, "--help"], capture_output=True, text=True, timeout=30)
    return done.stdout + done.stderr


def verbs_of(text):
    """The names in the list of subcommands: lines that start with two blanks and a lower-case word, under a heading."""
    verbs, inside = [], False
    for line in text.splitlines():
        if re.match(r"^(subcommands|commands|verbs)\b", line.strip(), re.I):
            inside = True
        elif inside and line.strip() and not line.startswith(" "):
            inside = False
        elif inside:
            found = re.match(r"^ {2}([a-z][a-z-]*)\b", line)
            if found:
                verbs.append(found.group(1))
    return verbs


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("root", nargs="?", default=pathlib.Path(__file__).resolve().parent.parent, type=pathlib.Path)
    ap.add_argument("--kawat")
    args = ap.parse_args()
    docs = args.root / "docs"
    bad = []

    def page(name):
        path = docs / name
        if not path.exists():
            bad.append(f"docs/{name}: missing")
            return ""
        return path.read_text(encoding="utf-8")

    numbers = re.findall(r"^\s*(\w+) = (\d{3}),", (args.root / "src/base/result.h").read_text(encoding="utf-8"), re.M)
    errors = page("errors.md")
    documented = set(re.findall(r"^\|\s*(\d{3})\s*\|", errors, re.M))
    for name, number in numbers:
        if number not in documented:
            bad.append(f"docs/errors.md:1: error {number} ({name}) is not described")
    for number in sorted(documented - {n for _, n in numbers}):
        bad.append(f"docs/errors.md:1: error {number} is described, but src/base/result.h has none such")

    book = page("codebook.md")
    for column in COLUMNS:
        if f"`{column}`" not in book:
            bad.append(f"docs/codebook.md:1: column {column} is not described")

    manual = page("manual.md")
    if args.kawat and pathlib.Path(args.kawat).exists():
        verbs = verbs_of(help_text(args.kawat))
        if not verbs:
            bad.append("kawat --help: no list of verbs found")
        for verb in [None, *verbs]:
            where = f"kawat {verb}" if verb else "kawat"
            if verb and f"kawat {verb}" not in manual:
                bad.append(f"docs/manual.md:1: verb {verb} is not described")
            for flag in sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]*", help_text(args.kawat, *([verb] if verb else []))))):
                if not re.search(re.escape(flag) + r"(?![\w-])", manual):
                    bad.append(f"docs/manual.md:1: flag {flag} of {where} is not described")
    elif args.kawat:
        bad.append(f"{args.kawat}: not built")
    print("\n".join(bad) if bad else "docs: complete")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
