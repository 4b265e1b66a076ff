#!/usr/bin/env python3
"""Python over Arrow batches against the command line, on the same articles.

usage: python_speed.py [--kawat PROGRAM] [--articles FILE.jsonl] [--repeat N] [--threads N]

Needs the package, and pyarrow: PYTHONPATH=build/release/python build/python/bin/python bench/python_speed.py
Both run in turn; what is told are medians, and the median of the ratios pair by pair (above 1: Python is faster). Processor time is what
counts on a machine that does other things too. The command line reads JSONL and writes JSONL; Python gets Arrow batches of 1,000
articles and keeps the rows as Arrow. The import and the start of a coder are told apart. Without --articles the samples of the project are
taken, thirty times over, with near-copies not looked for.
"""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHILD = """
import resource, sys, time
import pyarrow as pa
import kawat
def used():
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime
with pa.memory_map(sys.argv[1]) as source:
    table = pa.ipc.open_file(source).read_all()
coder = kawat.Coder(["id", "en"])
wall, cpu = time.perf_counter(), used()
events = coder.code(table, threads=int(sys.argv[2]), copies="off", progress=False)
rows = sum(b.num_rows for b in pa.RecordBatchReader.from_stream(events))
print(rows, time.perf_counter() - wall, used() - cpu)
"""


def used():
    u = resource.getrusage(resource.RUSAGE_CHILDREN)
    return u.ru_utime + u.ru_stime


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--kawat", default=str(ROOT / "build/release/kawat"))
    ap.add_argument("--articles", type=pathlib.Path)
    ap.add_argument("--repeat", type=int, default=5)
    ap.add_argument("--threads", type=int, default=1)
    args = ap.parse_args()
    import pyarrow

    with tempfile.TemporaryDirectory() as scratch:
        articles = args.articles
        if articles is None:
            articles = pathlib.Path(scratch) / "articles.jsonl"
            files = [ROOT / "data/samples/news.jsonl", *sorted((ROOT / "data/samples/history").glob("*.jsonl"))]
            lines = [json.loads(line) for f in files for line in f.read_text(encoding="utf-8").splitlines()]
            with articles.open("w", encoding="utf-8") as out:
                for n in range(30):
                    out.writelines(json.dumps({**a, "id": f"{n}-{a.get('id')}"}, ensure_ascii=False) + "\n" for a in lines)
        rows = [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines()]
        names = ["id", "text", "title", "url", "published", "language", "outlet", "author", "home"]
        table = pyarrow.table({n: pyarrow.array([r.get(n) for r in rows], pyarrow.string()) for n in names})
        ipc = str(pathlib.Path(scratch) / "articles.arrow")
        with pyarrow.ipc.new_file(ipc, table.schema) as sink:
            sink.write_table(table, max_chunksize=1000)
        print(f"{len(rows)} articles, {articles.stat().st_size / 1e6:.1f} MB, {args.threads} threads, {args.repeat} times in turn")
        ours, theirs = [], []
        for _ in range(args.repeat):
            before, start = used(), time.perf_counter()
            done = subprocess.run(
                [args.kawat, "code", "-q", "--copies", "off", "--format", "jsonl", "-j", str(args.threads), str(articles)],
                stdout=subprocess.PIPE, check=True)
            theirs.append((time.perf_counter() - start, used() - before))
            n = done.stdout.count(b"\n")
            out = subprocess.run([sys.executable, "-c", CHILD, ipc, str(args.threads)], capture_output=True, text=True, check=True).stdout
            got, wall, cpu = out.split()
            if int(got) != n:
                sys.exit(f"{got} rows from Python, {n} from the program")
            ours.append((float(wall), float(cpu)))
        for i, what in enumerate(("wall clock", "processor")):
            ratio = statistics.median(t[i] / o[i] for t, o in zip(theirs, ours))
            print(f"{what}: program {statistics.median(t[i] for t in theirs):.2f} s, Python {statistics.median(o[i] for o in ours):.2f} s, "
                  f"throughput of Python {100 * ratio:.0f} % of the program's")
        imports = []
        for _ in range(args.repeat * 2):
            before = used()
            subprocess.run([sys.executable, "-c", "pass"], check=True)
            empty = used() - before
            before = used()
            subprocess.run([sys.executable, "-c", "import kawat"], check=True)
            imports.append(used() - before - empty)
        print(f"import kawat: {1000 * statistics.median(imports):.0f} ms of processor time beside Python's own start")


if __name__ == "__main__":
    main()
