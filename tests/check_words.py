#!/usr/bin/env python3
"""What must not stand in the project's files: paths of one machine, and talk about how the work was done.

usage: check_words.py [ROOT]         looks at the files git tracks, or at all files where there is no git
"""
import pathlib
import re
import subprocess
import sys

# Written in pieces, so that this file does not accuse itself.
PATHS = ["/" + "work/", "/" + "root/", "/" + "home/[a-z]", "/" + "tmp/build", "/" + "tmp/bash", "/" + "Users/"]
WORDS = ["Cla" + "ude", "Anth" + "ropic", "Chat" + "GPT", "Co-" + "Authored-By", "lang" + "uage model wrote", "gener" + "ated by an? (ai|llm)",
         r"\bsub-?" + r"agents?\b", r"\b(?:the|a) helper session\b", r"\bbriefs?/[a-z]+\.md", r"\bas an ai\b"]
RULE = re.compile("|".join(PATHS) + "|(?i:" + "|".join(WORDS) + ")")
# Data may quote the world (an article about an AI company is fine); paths are looked for everywhere.
PATH_RULE = re.compile("|".join(PATHS))
SKIP = {".model", ".png", ".jpg", ".gz", ".pack", ".woff2", ".ico", ".parquet"}


def tracked(root):
    done = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True)
    if done.returncode == 0 and done.stdout:
        return [root / name for name in done.stdout.decode().split("\0") if name]
    return [p for p in root.rglob("*") if p.is_file() and not {"build", ".git", "node_modules"} & set(p.relative_to(root).parts)]


def main(root):
    bad = []
    for path in sorted(tracked(root)):
        if path.suffix in SKIP or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        shown = path.relative_to(root)
        rule = PATH_RULE if shown.parts[0] == "data" or "cases" in shown.parts else RULE
        for number, line in enumerate(text.splitlines(), 1):
            found = rule.search(line)
            if found and shown.name != "check_words.py":
                bad.append(f"{shown}:{number}: {found.group(0)!r} does not belong in the project")
    print("\n".join(bad) if bad else "words: no machine paths, nothing about working arrangements")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)))
