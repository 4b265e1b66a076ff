#!/usr/bin/env python3
"""Names of people at home against names of people elsewhere → weights of their letters, for texts that name no state.

usage: name_origin.py DATA_FOLDER HOME OUT [--check]

Learns from persons.tsv and leaders.tsv of DATA_FOLDER/actors by logistic regression. A name is what it is made of: its words and
their runs of two to four letters. --check trains on nine tenths and tells how the rest is judged.
"""
import math
import random
import sys
import unicodedata

KEEP = 4000        # weights written
NEIGHBOURS = {"IDN": {"MYS", "BRN", "TLS", "SGP", "SUR"}}  # who bear the same names teach nothing
SKIP = {"UNO", "IGO", "IMG", "NGO", "ISM", ""}


def plain(word):
    word = unicodedata.normalize("NFKD", word.lower())
    return "".join(c for c in word if c.isalpha() and c.isascii())


def features(name):
    out = set()
    for word in name.replace("-", " ").split():
        w = plain(word)
        if not w:
            continue
        w = "^" + w + "$"
        if len(w) > 5:
            out.add(w)
        for n in (2, 3, 4):
            out.update(w[i:i + n] for i in range(len(w) - n + 1))
    return out


def names(folder, home):
    rows = {}
    for file in ("persons.tsv", "leaders.tsv"):
        for line in open(f"{folder}/actors/{file}", encoding="utf-8"):
            if line.startswith("#"):
                continue
            cells = line.rstrip("\n").split("\t")
            if cells[1] in SKIP or cells[1] in NEIGHBOURS.get(home, ()):
                continue
            name = " ".join(w for w in cells[0].split() if len(plain(w)) > 2)
            if name:
                rows.setdefault(name, cells[1] == home)
                # A surname alone stands in the news more often than the whole.
                rows.setdefault(name.split()[-1], cells[1] == home)
    return sorted(rows.items())


def train(rows, epochs=12, rate=0.15, decay=2e-5):
    random.seed(5)
    share = sum(y for _, y in rows) / len(rows)
    cost = {True: 0.5 / share, False: 0.5 / (1 - share)}
    data = [(sorted(features(n)), y) for n, y in rows]
    weights, bias = {}, 0.0
    for epoch in range(epochs):
        random.shuffle(data)
        step = rate / (1 + epoch)
        for f, y in data:
            scale = 1 / math.sqrt(len(f))
            z = bias + scale * sum(weights.get(k, 0.0) for k in f)
            g = step * cost[y] * (y - 1 / (1 + math.exp(-max(-30.0, min(30.0, z)))))
            bias += g * 0.1
            for k in f:
                weights[k] = weights.get(k, 0.0) * (1 - decay) + g * scale
    return weights, bias


def judge(name, weights, bias):
    f = features(name)
    return bias + sum(weights.get(k, 0.0) for k in f) / math.sqrt(max(1, len(f)))


def prune(weights):
    best = sorted(weights.items(), key=lambda kv: (-abs(kv[1]), kv[0]))[:KEEP]
    return {k: round(v, 2) for k, v in best if round(v, 2) != 0}


def main(folder, home, out, check):
    rows = names(folder, home)
    if check:
        random.seed(3)
        random.shuffle(rows)
        cut = len(rows) // 10
        weights, bias = train(rows[cut:])
        weights = prune(weights)
        for limit in (0, -0.5, -1, -1.5, -2, -3):
            scores = [(judge(n, weights, bias), y) for n, y in rows[:cut]]
            lost = sum(y and s < limit for s, y in scores) / sum(y for _, y in scores)
            found = sum(not y and s < limit for s, y in scores) / sum(not y for _, y in scores)
            print(f"below {limit}: {found:.1%} of the foreign, {lost:.1%} of those at home")
        return
    weights, bias = train(rows)
    with open(out, "w", encoding="utf-8") as f:
        f.write("# Licence: Apache-2.0. Origin: learned from data/actors by tools/name_origin.py.\n")
        f.write("# letters of a name (^ begins, $ ends a word)  weight: above zero as at home; * for any name\n")
        f.write(f"*\t{bias:.2f}\n")
        for k, v in sorted(prune(weights).items()):
            f.write(f"{k}\t{v:.2f}\n")


if __name__ == "__main__":
    args = [a for a in sys.argv[1:] if a != "--check"]
    if len(args) != 3:
        sys.exit(__doc__)
    main(*args, "--check" in sys.argv)
