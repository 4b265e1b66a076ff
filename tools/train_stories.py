#!/usr/bin/env python3
"""Learn from labelled articles how likely two of them tell the same event: the weights of data/stories.tsv.

usage: train_stories.py KAWAT GOLD.jsonl [--write data/stories.tsv] [--l2 X] [--folds N]

KAWAT  the program; `kawat stories --format pairs` says what it compares.
GOLD   articles with "id" and "cluster" (tests/stories/dev.jsonl; never the test set).

Logistic regression with an L2 penalty. Signs are held: agreement never counts against two articles, contradiction never for
them, so that chance in a small set cannot teach nonsense. Prints what to expect on families it has not seen: cross-validation
by family (the label before the dot), each article's pairs scored by weights that know none of its family. The threshold is the
one that gives the best B-cubed F1 there. Then learns from all and writes the table with --write.
"""
import argparse
import json
import math
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "eval"))
import score_stories  # noqa: E402

FOR = set("names countries topics topics_alike acts_alike answers_alike places numbers cover cover_least title_cover rest subject actors "
          "recipients recipient_codes day_same".split())
AGAINST = set("names_apart countries_apart answers_apart numbers_apart subject_apart title_apart types_apart quads_apart actors_apart swapped day_next "
              "day_apart days days_open published".split())
FREE = {"bias", "same_language", "untyped"}
THRESHOLDS = [0.3, 0.35, 0.4, 0.45, 0.5, 0.55]


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z > -700 else 0.0


def learn(rows, labels, width, sign, l2):
    """Coordinate-wise Newton steps; rows are [(feature, value)]. Deterministic."""
    columns = [[] for _ in range(width)]
    for i, row in enumerate(rows):
        for j, value in row:
            columns[j].append((i, value))
    weights, score = [0.0] * width, [0.0] * len(rows)
    for _ in range(60):
        most = 0.0
        for j, column in enumerate(columns):
            penalty = l2 if j > 0 else 1e-3
            slope, bend = penalty * weights[j], penalty
            for i, value in column:
                p = sigmoid(score[i])
                slope += value * (p - labels[i])
                bend += value * value * p * (1 - p)
            new = weights[j] - slope / bend
            if new * sign[j] < 0:
                new = 0.0
            step = new - weights[j]
            if step:
                for i, value in column:
                    score[i] += value * step
                weights[j], most = new, max(most, abs(step))
        if most < 1e-4:
            break
    return weights


def average_link(articles, likeness, threshold):
    """What src/stories/cluster.h does, for few articles: {article: story}."""
    stories = {a: [a] for a in articles}
    sums = {}
    for (a, b), p in likeness.items():
        sums.setdefault(a, {})[b] = p
        sums.setdefault(b, {})[a] = p
    while True:
        best = max(((s / (len(stories[a]) * len(stories[b])), a, b) for a, others in sums.items() for b, s in others.items() if a < b), default=None)
        if best is None or best[0] < threshold:
            return {member: story for story, members in stories.items() for member in members}
        _, a, b = best
        stories[a] += stories.pop(b)
        sums[a].pop(b)
        for c, s in sums.pop(b).items():
            if c == a:
                continue
            sums[a][c] = sums[c][a] = sums[a].get(c, 0.0) + s
            del sums[c][b]


def main():
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("kawat")
    ap.add_argument("gold")
    ap.add_argument("--write", metavar="FILE")
    ap.add_argument("--l2", type=float, default=1.5)
    ap.add_argument("--folds", type=int, default=6)
    args = ap.parse_args()

    gold = {doc: row["cluster"] for doc, row in score_stories.read_gold(args.gold).items()}
    done = subprocess.run([args.kawat, "stories", args.gold, "--format", "pairs", "-q"], capture_output=True, text=True, check=True)
    pairs = [json.loads(line) for line in done.stdout.splitlines()]
    table = [line.split("\t")[0] for line in (ROOT / "data" / "stories.tsv").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    names = [n for n in table if n != "threshold"]
    unknown = [n for n in names if n not in FOR | AGAINST | FREE]
    if names[0] != "bias" or unknown:
        sys.exit(f"train_stories: data/stories.tsv must begin with bias; no sign is set for {unknown}")
    place = {n: j for j, n in enumerate(names)}
    sign = [1 if n in FOR else -1 if n in AGAINST else 0 for n in names]
    rows = [[(0, 1.0)] + [(place[n], v) for n, v in p["compared"].items()] for p in pairs]
    labels = [float(gold[p["a"]] == gold[p["b"]]) for p in pairs]
    same = sum(gold[a] == gold[b] for a in gold for b in gold if a < b)
    print(f"{len(gold)} articles, {len(pairs)} pairs compared, {int(sum(labels))} of the {same} that belong together")

    families = sorted({c.partition(".")[0] for c in gold.values()})
    expected = {t: [] for t in THRESHOLDS}
    for seed in range(3):
        shuffled = families[:]
        random.Random(seed).shuffle(shuffled)
        fold = {f: k % args.folds for k, f in enumerate(shuffled)}
        of = [{fold[gold[p[side]].partition(".")[0]] for side in "ab"} for p in pairs]
        likeness = {}
        for k in range(args.folds):
            train = [i for i in range(len(pairs)) if k not in of[i]]
            weights = learn([rows[i] for i in train], [labels[i] for i in train], len(names), sign, args.l2)
            for i, p in enumerate(pairs):
                if k in of[i]:
                    likeness[tuple(sorted((p["a"], p["b"])))] = sigmoid(sum(weights[j] * v for j, v in rows[i]))
        for t in THRESHOLDS:
            expected[t].append(score_stories.b_cubed(average_link(gold, likeness, t), gold))
    mean = {t: [sum(x[m] for x in found) / len(found) for m in range(3)] for t, found in expected.items()}
    for t, (p, r, f) in mean.items():
        print(f"unseen families, threshold {t:.2f}: P {p:.3f}  R {r:.3f}  F1 {f:.3f}")
    threshold = max(mean, key=lambda t: mean[t][2])
    weights = learn(rows, labels, len(names), sign, args.l2)
    for name, weight in sorted(zip(names, weights), key=lambda e: -abs(e[1])):
        print(f"{name:<18}{weight:8.3f}")
    if args.write:
        lines = ["# Licence: Apache-2.0. Origin: learned by tools/train_stories.py from tests/stories/dev.jsonl.",
                 f"# How much each comparison of two articles says that they tell the same event (src/stories/likeness.h): name, weight.",
                 "# threshold: the mean likeness from which stories are joined."]
        lines += [f"{n}\t{w:.4f}" for n, w in zip(names, weights)] + [f"threshold\t{threshold}"]
        pathlib.Path(args.write).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
