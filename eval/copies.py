#!/usr/bin/env python3
"""How well near-copies are recognised.

usage: eval/copies.py KAWAT ARTICLES.jsonl [--edits N] [--seed S]

Found: N articles are given again, edited as outlets edit wire texts (another headline and dateline, the end cut, a paragraph
added, typographic marks changed, a few words replaced); how many are marked copy_of the right article.
False: of the articles as they are, every pair that the program calls copies is compared word by word; false are those that share
less than half of their runs of four words, counted by the shorter text.
"""
import argparse
import json
import pathlib
import random
import re
import subprocess
import tempfile


def extract(kawat, path):
    out = subprocess.run([kawat, "extract", "-q", path], capture_output=True, text=True, check=False).stdout
    return {d["id"]: d for d in map(json.loads, out.splitlines())}


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i:i + 4]) for i in range(len(words) - 3)}


def shared(a, b):
    a, b = runs(a), runs(b)
    return len(a & b) / max(1, min(len(a), len(b)))


def cut(text, rng):
    parts = re.split(r"(?<=[.!?])\s+", text)
    return " ".join(parts[:max(1, round(len(parts) * rng.uniform(0.8, 0.95)))])


def lengthen(text, rng):
    return text + "\n\n" + rng.choice(["Berita ini telah tayang di mitra kami dan diperbarui oleh redaksi pada malam hari.",
                                       "Additional reporting by our correspondents in the region; editing by the world desk."])


def dateline(text, rng):
    return rng.choice(["JAKARTA, BERITAKAMI - ", "LONDON (Wire) - ", "Laporan wartawan kami dari ibu kota: "]) + text


def retouch(text, rng):
    words = text.split(" ")
    for _ in range(max(1, len(words) // 60)):
        words[rng.randrange(len(words))] = rng.choice(["kemudian", "juga", "meanwhile", "also"])
    return " ".join(words).replace('"', "”").replace(" - ", " – ")


EDITS = {"as it is": lambda t, r: t, "dateline": dateline, "end cut": cut, "paragraph more": lengthen, "words replaced": retouch,
         "cut and dateline": lambda t, r: dateline(cut(t, r), r)}


def main():
    args = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    args.add_argument("kawat"), args.add_argument("articles")
    args.add_argument("--edits", type=int, default=1000), args.add_argument("--seed", type=int, default=1)
    o = args.parse_args()
    rng = random.Random(o.seed)
    known = extract(o.kawat, o.articles)
    pairs = [(d, known[d["copy_of"]]) for d in known.values() if d.get("copy_of") in known]
    false = [(a, b) for a, b in pairs if shared(a["text"], b["text"]) < 0.5]
    print(f"{len(known)} articles, {len(pairs)} called copies, {len(false)} of these false"
          f" ({100 * len(false) / max(1, len(known)):.3f} per 100 articles)")
    for a, b in false[:10]:
        print(f"  {a['id']} {a['title']} | {b['id']} {b['title']} | {shared(a['text'], b['text']):.2f}")
    originals = [d for d in known.values() if not d["copy_of"] and len(d["text"].split()) >= 60]
    chosen = rng.sample(originals, min(o.edits, len(originals)))
    with tempfile.TemporaryDirectory() as work:
        path = pathlib.Path(work) / "edited.jsonl"
        with path.open("w") as f:
            for d in chosen:
                f.write(json.dumps({"id": d["id"], "text": d["text"]}) + "\n")
            for i, d in enumerate(chosen):
                name = list(EDITS)[i % len(EDITS)]
                f.write(json.dumps({"id": f"{name}/{d['id']}", "title": "Judul lain", "text": EDITS[name](d["text"], rng)}) + "\n")
        got = extract(o.kawat, path)
    for name in EDITS:
        mine = [d for d in got.values() if d["id"].startswith(name + "/")]
        right = sum(d["copy_of"] == d["id"].removeprefix(name + "/") for d in mine)
        print(f"  {name}: {right} of {len(mine)} found")
    edited = [d for d in got.values() if "/" in d["id"]]
    right = sum(d["copy_of"] == d["id"].split("/", 1)[1] for d in edited)
    print(f"found {right} of {len(edited)} ({100 * right / max(1, len(edited)):.1f} %)")


if __name__ == "__main__":
    main()
