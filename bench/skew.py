#!/usr/bin/env python3
"""How unevenly the news is spread, and what that costs a cluster: the last worker's end against work that is divided without a rest.

usage: skew.py [--articles N] [--rate R] [--seed S]       prints a table
       skew.py --check FILE                               compares the table in FILE (docs/scale.md) with what comes out now

Nothing is coded: partitions are drawn from laws that are as skewed as news is, and handed to workers in the order in which they
come, the next one to whoever is free; one in ten workers is half as fast. Laws:
  outlets   Zipf, exponent 1.1, 40,000 outlets, their texts of lognormal mean length (sigma 0.4)
  months    120, growing by 1.5 % each, with bursts (lognormal, sigma 0.25)
  pairs     Zipf, exponent 1.3, 19,000 pairs of countries; what is weighed are rows of events
  files     as a crawler writes them: closed at a size, lognormal around 25,000 articles (sigma 0.5)
  blocks    of 25,000 articles cut out of such files; what is left of their difference is the length of articles
"""
import argparse
import heapq
import pathlib
import random
import re
import sys

WORKERS = (16, 64, 256, 1024, 4096)
BEGIN, END = "<!-- begin: written by bench/skew.py -->", "<!-- end: written by bench/skew.py -->"


def zipf(count, exponent):
    weights = [rank**-exponent for rank in range(1, count + 1)]
    total = sum(weights)
    return [w / total for w in weights]


def makespan(costs, speeds):
    """Core-seconds of partitions, in order → when the last of the workers ends."""
    free = [(0.0, i) for i in range(len(speeds))]
    end = 0.0
    for cost in costs:
        at, i = heapq.heappop(free)
        at += cost / speeds[i]
        end = max(end, at)
        heapq.heappush(free, (at, i))
    return end


def scaled(weights, total):
    whole = sum(weights)
    return [w * total / whole for w in weights]


def partitions(draw, articles, seconds):
    """Ways to cut the work: name → core-seconds of each partition, in the order in which they are handed out."""
    shuffled = lambda costs: draw.sample(costs, len(costs))
    outlets = scaled([w * draw.lognormvariate(0, 0.4) for w in zipf(40_000, 1.1)], seconds)
    months = scaled([1.015**m * draw.lognormvariate(0, 0.25) for m in range(120)], seconds)
    pairs = scaled(zipf(19_000, 1.3), seconds)
    files = scaled([draw.lognormvariate(0, 0.5) for _ in range(articles // 25_000)], seconds)
    blocks = scaled([draw.gauss(1, 0.02) for _ in range(articles // 25_000)], seconds)
    return {
        "by pair": shuffled(pairs),
        "by outlet": shuffled(outlets),
        "by outlet, largest first": sorted(outlets, reverse=True),
        "by month": months,
        "by file": shuffled(files),
        "by file, largest first": sorted(files, reverse=True),
        "by block of 25,000 articles": blocks,
    }


def table(articles, rate, seed):
    draw = random.Random(seed)
    seconds = articles / rate
    speeds = {n: [0.5 if i % 10 == 9 else 1.0 for i in range(n)] for n in WORKERS}
    lines = [
        f"{articles:,} articles, {rate:g} a second and core: {seconds / 3600:,.0f} core-hours. Makespan over ideal (1.00: no worker waits).",
        "",
        "| work cut | parts | largest part | " + " | ".join(f"{n:,} workers" for n in WORKERS) + " |",
        "|---|---|---|" + "---|" * len(WORKERS),
    ]
    for name, costs in partitions(draw, articles, seconds).items():
        cells = [makespan(costs, speeds[n]) / (seconds / sum(speeds[n])) for n in WORKERS]
        largest = max(costs) / sum(costs)
        lines.append(f"| {name} | {len(costs):,} | {largest:.2g} | ".replace("e-0", "e-") + " | ".join(f"{c:.2f}" for c in cells) + " |")
    return "\n".join(lines)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=1_000_000_000)
    ap.add_argument("--rate", type=float, default=250, help="articles a second and core")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--check", type=pathlib.Path, metavar="FILE")
    args = ap.parse_args()
    made = table(args.articles, args.rate, args.seed)
    if not args.check:
        print(made)
        return 0
    text = args.check.read_text(encoding="utf-8")
    found = re.search(re.escape(BEGIN) + r"\n(.*?)\n" + re.escape(END), text, re.S)
    if not found or found.group(1).strip() != made:
        print(f"{args.check}: the table is not what bench/skew.py prints now:\n\n{made}")
        return 1
    print("skew: the table is as printed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
