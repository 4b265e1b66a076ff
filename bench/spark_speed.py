#!/usr/bin/env python3
"""kawat-spark on a local cluster of two workers against `kawat ingest -j 2`, on the same articles, and whether their archives are equal.

usage: spark_speed.py --articles FILE.jsonl [--count N] [--files N] [--cluster MASTER] [--jobs N] [--kawat PROGRAM] [--scratch DIR]

Of the articles N are made (200,000): the first half of one and the second half of another, so that they are news and no near-copies.
Spark is told by its own time from the first task to the last, and the adopting after it; what a session takes to start is told apart.
Processor time is that of all processes below, sampled; it is what counts on a machine that does other things too. Run it as
PYTHONPATH=$PWD/build/release/python build/python/bin/python3 bench/spark_speed.py --articles news.jsonl
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def make_articles(source, count, files, folder):
    articles = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    articles = [a for a in articles if len(a["text"]) > 400]
    dice = random.Random(1)
    folder.mkdir()
    for n in range(files):
        with open(folder / f"{n:04}.jsonl", "w", encoding="utf-8") as out:
            for k in range(n, count, files):
                a, b = dice.choice(articles), dice.choice(articles)
                cut_a, cut_b = a["text"].find(". ", len(a["text"]) // 2) + 2, b["text"].find(". ", len(b["text"]) // 2) + 2
                text = a["text"][: max(cut_a, 200)] + b["text"][max(cut_b, 200) :]
                out.write(json.dumps({**a, "id": str(k), "text": text}, ensure_ascii=False) + "\n")


class Processor:
    """Seconds that the processes below this one have worked."""

    def __enter__(self):
        self.seen, self.stop = {}, threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        self.seconds = sum(self.seen.values()) / os.sysconf("SC_CLK_TCK")

    def watch(self):
        while not self.stop.wait(0.1):
            parents, ticks = {}, {}
            for entry in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{entry}/stat", encoding="utf-8") as f:
                        name, fields = f.read().rsplit(")", 1)
                except OSError:
                    continue
                fields = fields.split()
                parents[int(entry)], ticks[name] = int(fields[1]), (int(entry), int(fields[11]) + int(fields[12]))
            below = {os.getpid()}
            while more := {p for p, parent in parents.items() if parent in below} - below:
                below |= more
            for name, (pid, used) in ticks.items():
                if pid in below and pid != os.getpid():
                    self.seen[name] = max(used, self.seen.get(name, 0))


def run(*command, **environment):
    start = time.monotonic()
    with Processor() as processor:
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True, env={**os.environ, **environment})
    if done.returncode != 0:
        sys.exit(done.stderr)
    return time.monotonic() - start, processor.seconds, done.stderr


def content(kawat, archive, sql):
    """All rows, whatever their order."""
    done = subprocess.run([kawat, "query", "-q", "-a", archive, "--format", "jsonl", "--sql", sql], capture_output=True, text=True, check=True)
    return sorted(done.stdout.splitlines())


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=pathlib.Path, required=True)
    ap.add_argument("--count", type=int, default=200_000)
    ap.add_argument("--files", type=int, default=40)
    ap.add_argument("--cluster", default="local-cluster[2,1,1024]")
    ap.add_argument("--jobs", type=int, default=2)
    ap.add_argument("--kawat", default=str(ROOT / "build/release/kawat"))
    ap.add_argument("--scratch", type=pathlib.Path, help="a folder for 2 GB (default: a temporary one)")
    args = ap.parse_args()
    with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
        folder = pathlib.Path(folder)
        make_articles(args.articles, args.count, args.files, folder / "in")
        wall, cpu, said = run(args.kawat, "ingest", "-j", args.jobs, "-a", folder / "one", folder / "in")
        print(said, end="")
        print(f"ingest -j {args.jobs}: {wall:.1f} s, {args.count / wall:.0f} articles a second, {cpu:.1f} s of processors", flush=True)
        one = wall
        all_wall, cpu, said = run(sys.executable, "-m", "kawat.spark_job", "--no-adopt", "-a", folder / "news", "--master", args.cluster, folder / "in")
        coding = float(re.search(r"events; ([\d.]+) s", said).group(1))
        coded = next((folder / "news.spark/coded").iterdir())
        size = sum(f.stat().st_size for f in coded.iterdir()) / 1e6
        print(f"spark: {coding:.1f} s coding, {all_wall - coding:.1f} s to start and to end a session, {cpu:.1f} s of processors; {size:.0f} MB aside", flush=True)
        wall, cpu, said = run(args.kawat, "archive", "adopt", "-a", folder / "news", coded)
        print(said, end="")
        print(f"adopt: {wall:.1f} s, {args.count / wall:.0f} articles a second, {cpu:.1f} s of processors")
        print(f"together {coding + wall:.1f} s: {one / (coding + wall):.2f} of the rate of ingest")
        same = True
        for name, sql in {
            "events": "SELECT * FROM event_rows",
            "documents": "SELECT * EXCLUDE (added) FROM documents",
            "stories": "SELECT * REPLACE (round(goldstein, 10) AS goldstein) FROM stories",
        }.items():
            a, b = (content(args.kawat, folder / archive, sql) for archive in ("one", "news"))
            same &= a == b
            print(f"{name}: {len(a)} and {len(b)} rows, {'equal' if a == b else f'{len(set(a) - set(b))} DIFFERENT'}")
            for row in sorted(set(a) ^ set(b))[:4]:
                print("  " + row)
        shutil.rmtree(folder / "in")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
