"""kawat-spark: articles of files to an archive, coded on a Spark cluster (docs/spark.md).

    kawat-spark -a news/ crawl/*.warc.gz articles.jsonl tables/*.parquet
    spark-submit --master spark://head:7077 $(kawat-spark --where) -a /shared/news /shared/crawl

What it leaves is what `kawat ingest` leaves of the same files, stories too. Each file, or each part of a Parquet or a large JSONL file,
is one task, which writes what it has coded aside under a name of its own and moves it in when it is whole; at the end `kawat archive adopt`, in
one process beside the driver, takes all of it into the archive in the order of the input.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Union

import kawat
from kawat import _kawat

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import SparkSession

FORMAT = "kawat coded 1"  # intake::kFormat
PART_ROWS = 25_000  # of a Parquet file
READ_ROWS = 2_048
PIECE = 32 << 20  # bytes of a JSONL file
LATER = (101, 102, 901)  # errors that may go better the next time: their input does not count as read

Task = dict[str, Any]
Summary = dict[str, Any]


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        prog="kawat-spark",
        description="Code articles on a Spark cluster into an archive, as `kawat ingest` does on one machine.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Examples:\n"
        "  kawat-spark -a news/ articles/*.jsonl.gz\n"
        "  kawat-spark -a /shared/news /shared/crawl/ --language id,en --master spark://head:7077\n"
        "  spark-submit --num-executors 40 $(kawat-spark --where) -a /shared/news /shared/crawl/\n"
        "  kawat-spark -a news/ tables/*.parquet --field text=body --field published=day\n"
        "Again with the same files: what is coded already is not coded again, and nothing comes in twice.\n",
    )
    p.add_argument("paths", nargs="*", metavar="PATH", help="files that kawat reads (WARC, JSONL, CSV, pages …), Parquet files, folders of them")
    p.add_argument("-a", "--archive", metavar="DIR", help="folder of the archive; made where it is missing")
    p.add_argument("--work", metavar="DIR", help="folder for what is coded and for errors/, that driver and workers share (default: ARCHIVE.spark)")
    p.add_argument("--master", metavar="URL", help="Spark master where spark-submit does not say, e.g. local[4] (default: Spark's own)")
    p.add_argument("--kawat", metavar="PROGRAM", help="the program `kawat`, on the driver (default: $KAWAT_PROGRAM, else found in PATH)")
    p.add_argument("--no-adopt", action="store_true", help="only code; `kawat archive adopt` is for later")
    p.add_argument("--copies", choices=("drop", "mark", "off"), default="drop", help="near-copies of earlier articles, as of kawat ingest (default: drop)")
    p.add_argument("--keep-text", action="store_true", help="keep the text of the articles too")
    p.add_argument("--min-confidence", type=float, default=0.0, metavar="NUMBER", help="leave out events below this confidence (0 to 1)")
    p.add_argument("--lang", metavar="CODE", help="language of the articles (BCP 47); found in the text where not given")
    p.add_argument("--language", metavar="CODES", help="only articles in these languages, e.g. id,en")
    p.add_argument("--date", metavar="DAY", help="publication date where the input has none, e.g. 2024-10-08")
    p.add_argument("--outlet", metavar="NAME", help="outlet where the input has none")
    p.add_argument("--home", metavar="CODE", help='country whose "Presiden", "DPR", "police" are meant (ISO 3166 alpha-3)')
    p.add_argument("--field", action="append", default=[], metavar="NAME=COLUMN", help="a field under a name of your own, e.g. text=isi")
    p.add_argument("--url-filter", action="append", default=[], metavar="PATTERN", help="only addresses that fit; with - before it, none that fits")
    p.add_argument("--actors", action="append", default=[], metavar="FILE", help="your own actors; the file must be there on every worker")
    p.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary")
    p.add_argument("--where", action="store_true", help="print the path of this script, for spark-submit")
    p.add_argument("--version", action="version", version=f"kawat {kawat.__version__}")
    return p


class Trouble(Exception):
    """What ends the job, in words for the user."""


def _files(paths: list[str]) -> list[str]:
    """As `kawat ingest` reads them: of a folder all files in it, sorted; hidden ones are passed over."""
    out: list[str] = []
    for path in paths:
        if not os.path.isdir(path):
            out.append(path)
            continue
        found = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names if not name.startswith(".")]
        out.extend(sorted(found, key=os.fsencode) or [path])
    return out


def _is_parquet(path: str) -> bool:
    try:
        with open(path, "rb") as f:
            return f.read(4) == b"PAR1"
    except OSError:
        return False


def _row_groups(path: str) -> list[tuple[list[int], int]]:
    """The row groups of each part, and the number of its first row."""
    import pyarrow.parquet

    meta = pyarrow.parquet.ParquetFile(path).metadata
    parts: list[tuple[list[int], int]] = [([], 0)]
    row = rows = 0
    for group in range(meta.num_row_groups):
        if rows >= PART_ROWS:
            parts.append(([], row))
            rows = 0
        parts[-1][0].append(group)
        rows += meta.row_group(group).num_rows
        row += meta.row_group(group).num_rows
    return parts


def _pieces(path: str) -> list[tuple[int, int]]:
    """Of a large JSONL file the ranges of bytes that it is cut into, each beginning with an object; nothing of other files."""
    out: list[tuple[int, int]] = []
    try:
        with open(path, "rb") as f:
            size = f.seek(0, os.SEEK_END)
            f.seek(0)
            if size <= 2 * PIECE or f.read(2) != b'{"':
                return []
            begin = 0
            while begin < size:
                f.seek(min(begin + PIECE, size))
                f.readline()
                while (end := f.tell()) < size and not f.readline().startswith(b'{"'):
                    pass
                out.append((begin, end))
                begin = end
    except OSError:
        return []  # the task says what is wrong
    return out if len(out) > 1 else []


def _blocks(path: str, begin: int, end: int) -> Iterator[bytes]:
    with open(path, "rb") as f:
        f.seek(begin)
        left = end - begin
        while left and (block := f.read(min(left, 1 << 22))):
            yield block
            left -= len(block)


def _lines(path: str, begin: int, end: int) -> int:
    return sum(block.count(b"\n") for block in _blocks(path, begin, end))


def _plan(files: list[str], language: str | None) -> list[Task]:
    """The tasks, in the order of the input."""
    out: list[Task] = []
    for path in files:
        task: Task = {"path": path, "input": _kawat.input_hash(path, language), "part": 0, "parts": 1, "groups": None, "piece": None, "first": 0, "size": 0}
        if os.path.isfile(path):
            task["size"] = os.path.getsize(path)
        parts: list[tuple[list[int], int]] = []
        if _is_parquet(path):
            try:
                parts = _row_groups(path)
            except (OSError, ValueError):  # a damaged one: the task says so
                parts = [([], 0)]
        for part, (groups, first) in enumerate(parts):
            out.append({**task, "part": part, "parts": len(parts), "groups": groups, "first": first, "size": task["size"] // len(parts)})
        pieces = [] if parts else _pieces(path)
        for part, (begin, end) in enumerate(pieces):
            out.append({**task, "part": part, "parts": len(pieces), "piece": (begin, end), "size": end - begin})
        if not parts and not pieces:
            out.append(task)
    for index, task in enumerate(out):
        task["index"] = index
    return out


def _known_inputs(archive: str) -> set[str]:
    """Of an archive: the hashes of the files that were read to their end."""
    import pyarrow.parquet

    try:
        with open(os.path.join(archive, "manifest.json"), encoding="utf-8") as f:
            parts = json.load(f)["parts"]
    except FileNotFoundError:
        return set()
    out: set[str] = set()
    for part in parts:
        if part["table"] == "inputs":
            table = pyarrow.parquet.ParquetFile(os.path.join(archive, part["file"])).read(columns=["input"])
            out.update(table["input"].to_pylist())
    return out


# What runs on a worker ---------------------------------------------------------------------------------------------------

ErrorRow = dict[str, Union[str, int, None]]


def _unreadable(path: str, why: Exception) -> ErrorRow:
    number, reason = (101, "file_missing") if isinstance(why, FileNotFoundError) else (102, "file_unreadable")
    return {"id": path, "number": number, "reason": reason, "what": f"cannot read: {why}", "next": "check the file"}


def _coded(task: Task, options: dict[str, Any]) -> Iterator[pyarrow.RecordBatch]:
    """Rows of kawat_intake_files for one task."""
    import pyarrow.parquet

    from kawat.spark import _coder

    coder = _coder(options["coder"])._coder
    intake = {**options["intake"], "known": task["known"]}
    if task["piece"] is not None:
        piece = os.memfd_create("kawat")
        try:
            with os.fdopen(os.dup(piece), "wb") as out:
                out.writelines(_blocks(task["path"], *task["piece"]))
            given = {**intake, "path": task["path"], "first": task["first"]}
            yield from pyarrow.RecordBatchReader._import_from_c_capsule(coder.intake_files([f"/proc/self/fd/{piece}"], given))
        finally:
            os.close(piece)
        return
    if task["groups"] is None:
        yield from pyarrow.RecordBatchReader._import_from_c_capsule(coder.intake_files([task["path"]], intake))
        return
    row = task["first"]
    file = pyarrow.parquet.ParquetFile(task["path"])
    if not task["groups"]:
        return
    for batch in file.iter_batches(batch_size=READ_ROWS, row_groups=task["groups"]):
        given = {**intake, "path": task["path"], "first": row}
        schema, array = batch.__arrow_c_array__()
        yield from pyarrow.RecordBatchReader._import_from_c_capsule(coder.intake_batch(schema, array, given))
        row += batch.num_rows


class _Written:
    """A Parquet file that appears whole under its name, or not at all."""

    def __init__(self, path: str, schema: pyarrow.Schema) -> None:
        import pyarrow.parquet

        self._path = path
        self._part = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.{uuid.uuid4().hex}.part")
        self.writer = pyarrow.parquet.ParquetWriter(
            self._part, schema, compression="zstd", compression_level=1, use_dictionary=False, write_statistics=False
        )

    def close(self) -> None:
        self.writer.close()
        with open(self._part, "rb") as f:
            os.fsync(f.fileno())
        os.replace(self._part, self._path)

    def forget(self) -> None:
        self.writer.close()
        if os.path.exists(self._part):
            os.remove(self._part)


def code_task(task: Task, options: dict[str, Any]) -> Summary:
    """Codes one task, unless somebody has; returns what came of it."""
    import pyarrow
    import pyarrow.compute as pc
    import pyarrow.parquet

    if not os.path.exists(options["marker"]):
        raise RuntimeError(f"{options['folder']} is not the driver's: --work must name a folder that driver and workers share")
    path = os.path.join(options["folder"], f"{task['index']:08d}.parquet")
    if os.path.exists(path):
        done: Summary = json.loads(pyarrow.parquet.read_metadata(path).metadata[b"kawat"])
        return done
    stored = pyarrow.schema(
        [("id", pyarrow.string()), ("sketch", pyarrow.binary()), ("record", pyarrow.binary()), ("hash", pyarrow.int64())]
    )
    of_errors = pyarrow.schema(
        [("path", pyarrow.string()), ("id", pyarrow.string()), ("number", pyarrow.int32()), ("reason", pyarrow.string()),
         ("what", pyarrow.string()), ("next", pyarrow.string())]
    )
    os.chdir(options["cwd"])  # paths are as the driver has them, since ids may be made of them
    errors: list[ErrorRow] = []
    left_out: Counter[str] = Counter()
    documents = events = 0
    out = _Written(path, stored)
    try:
        try:
            for batch in _coded(task, options):
                rows = batch.filter(pc.is_valid(batch["sketch"]))
                if rows.num_rows:
                    out.writer.write_batch(rows.select(stored.names))
                documents += len(rows) - rows["record"].null_count
                events += pc.sum(batch["events"]).as_py() or 0
                for row in batch.filter(pc.is_valid(batch["reason"])).drop_columns(["sketch", "record"]).to_pylist():
                    if row["number"] is None:
                        left_out[row["reason"]] += row["count"]
                    else:
                        errors.append({key: row[key] for key in ("id", "number", "reason", "what", "next")})
        except (OSError, pyarrow.ArrowException) as why:  # of the Parquet file
            errors.append(_unreadable(task["path"], why))
        except kawat.Error as why:  # a table without a column of texts
            errors.append({"id": task["path"], "number": why.code, "reason": "bad_arrow", "what": why.what, "next": why.next})
        error_file = os.path.join(options["errors"], f"{task['index']:08d}.parquet")
        if errors:
            told = _Written(error_file, of_errors)
            told.writer.write_table(pyarrow.Table.from_pylist([{"path": task["path"], **e} for e in errors], schema=of_errors))
            told.close()
        elif os.path.exists(error_file):
            os.remove(error_file)  # of an attempt before
        summary: Summary = {
            "format": FORMAT, "version": kawat.__version__, "input": task["input"], "path": task["path"], "part": task["part"],
            "parts": task["parts"], "whole": not any(e["number"] in LATER for e in errors), "documents": documents, "events": events,
            "skipped": Counter(e["reason"] for e in errors), "left_out": left_out, "known": task["known"],
        }  # fmt: skip
        out.writer.add_key_value_metadata({"kawat": json.dumps(summary)})
        out.close()
        return summary
    except BaseException:
        out.forget()
        raise


# The driver --------------------------------------------------------------------------------------------------------------


def _number_lines(context: Any, tasks: list[Task], options: dict[str, Any]) -> None:
    """Of the pieces of JSONL files: how many lines stand before, since articles without an id are named after theirs."""
    pieces = [t for t in tasks if t["piece"] is not None]
    if not pieces:
        return
    cwd = options["cwd"]

    def lines(task: Task) -> int:
        return _lines(os.path.join(cwd, task["path"]), *task["piece"])

    before = 0
    for task, count in zip(pieces, context.parallelize(pieces, len(pieces)).map(lines).collect()):
        before = 0 if task["part"] == 0 else before
        task["first"], before = before, before + count


def _run(spark: SparkSession, tasks: list[Task], options: dict[str, Any], quiet: bool) -> list[Summary]:
    """All tasks, the largest first; tells how far they are."""
    context = spark.sparkContext
    files, documents = context.accumulator(0), context.accumulator(0)
    _number_lines(context, tasks, options)

    def work(task: Task) -> tuple[int, Summary]:
        done = code_task(task, options)
        files.add(1)
        documents.add(done["documents"])
        return task["index"], done

    answer: list[tuple[int, Summary]] = []
    failure: list[BaseException] = []

    def collect() -> None:
        try:
            largest_first = sorted(tasks, key=lambda t: (-t["size"], t["index"]))
            answer.extend(context.parallelize(largest_first, max(1, len(tasks))).map(work).collect())
        except BaseException as why:
            failure.append(why)

    from pyspark.util import inheritable_thread_target

    thread = threading.Thread(target=inheritable_thread_target(spark)(collect), daemon=True)
    thread.start()
    start = last = time.monotonic()
    live = sys.stderr.isatty()
    try:
        while thread.is_alive():
            thread.join(0.2)
            now = time.monotonic()
            if not quiet and now - last >= (1 if live else 30):
                last = now
                rate = documents.value / (now - start)
                left = (len(tasks) - files.value) * (now - start) / files.value if files.value else 0
                line = f"{files.value} of {len(tasks)} tasks, {documents.value} articles, {rate:.0f} a second" + (f", about {left:.0f} s left" if left else "")
                print(f"\r{line}\x1b[K" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        context.cancelAllJobs()
        raise
    if not quiet and live:
        print("\r\x1b[K", end="", file=sys.stderr)
    if failure:
        raise Trouble(f"a task failed too often: {failure[0]}\nwhat is coded stays in {options['folder']}; run it again to go on from there")
    return [summary for _, summary in sorted(answer, key=lambda pair: pair[0])]


def _counted(by_reason: Counter[str]) -> str:
    return str(sum(by_reason.values())) + (" (" + ", ".join(f"{r} {n}" for r, n in sorted(by_reason.items())) + ")" if by_reason else "")


def _program(given: str | None) -> str:
    program = given or os.environ.get("KAWAT_PROGRAM") or shutil.which("kawat")
    if not program or not shutil.which(program):
        raise Trouble("the program `kawat` is not there, which takes what is coded into the archive; say where with --kawat, or use --no-adopt")
    return program


def prepare(a: argparse.Namespace) -> tuple[list[Task], dict[str, Any]]:
    """The tasks, in the order of the input, and what all of them need; makes no folder yet."""
    coder = {"home": a.home, "outlet": a.outlet, "published": a.date, "actors": a.actors, "min_confidence": a.min_confidence}
    intake = {"language": a.lang, "only_languages": a.language, "fields": a.field, "url_filters": a.url_filter, "keep_text": a.keep_text}
    kawat.Coder(**coder)._coder.intake_files([], intake)  # what is wrong with them is said before Spark starts
    archive = os.path.abspath(a.archive)
    tasks = _plan(_files(a.paths), a.lang)
    known = _known_inputs(archive)
    for task in tasks:
        task["known"] = bool(task["input"]) and task["input"] in known
    # A plan is known by what is in it: a run of the same files goes on where another has died.
    what = json.dumps([kawat.__version__, coder, intake, [(t["path"], t["input"], t["part"]) for t in tasks]], sort_keys=True)
    plan = hashlib.sha256(what.encode()).hexdigest()[:16]
    work = os.path.abspath(a.work) if a.work else archive.rstrip("/") + ".spark"
    options = {
        "coder": coder, "intake": intake, "folder": os.path.join(work, "coded", plan), "errors": os.path.join(work, "errors", plan),
        "cwd": "/" if all(os.path.isabs(t["path"]) for t in tasks) else os.getcwd(),
    }  # fmt: skip
    return tasks, options


def run(a: argparse.Namespace) -> int:
    program = None if a.no_adopt else _program(a.kawat)
    tasks, options = prepare(a)
    files_known = len({t["path"] for t in tasks if t["known"]})
    if all(t["known"] for t in tasks):
        if not a.quiet:
            print(f"kawat-spark: {files_known} files were read to their end before; nothing is new", file=sys.stderr)
        return 0
    # Where copies are looked for, what the archive has is read again, so that copies are told from originals in the order of the input.
    if a.copies == "off":
        tasks = [t for t in tasks if not t["known"]]
    folder, errors = options["folder"], options["errors"]
    os.makedirs(folder, exist_ok=True)
    os.makedirs(errors, exist_ok=True)
    marker = options["marker"] = os.path.join(folder, f".{uuid.uuid4().hex}.driver")
    open(marker, "w", encoding="utf-8").close()

    # Workers run the Python that this one is, where nobody says another; it is there under the same path, or locally anyway.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.appName("kawat-spark").config("spark.ui.showConsoleProgress", "false")
    spark = (builder.master(a.master) if a.master else builder).getOrCreate()
    start = time.monotonic()
    try:
        done = _run(spark, tasks, options, a.quiet)
    finally:
        os.remove(marker)
        spark.stop()
    seconds = time.monotonic() - start
    documents = sum(s["documents"] for s in done if not s["known"])
    skipped: Counter[str] = sum((Counter(s["skipped"]) for s in done), Counter())
    left_out: Counter[str] = sum((Counter(s["left_out"]) for s in done), Counter())
    if not skipped:
        shutil.rmtree(errors)
    if not a.quiet:
        print(
            f"coded {documents} articles of {len(tasks)} tasks, skipped {_counted(skipped)}"
            + (f", left out {_counted(left_out)}" if left_out else "") + f"; {sum(s['events'] for s in done)} events; {seconds:.1f} s",
            file=sys.stderr,
        )  # fmt: skip
        if skipped:
            print(f"errors: {errors}", file=sys.stderr)
        if files_known:
            print(f"{files_known} files were read to their end before", file=sys.stderr)
    adopt = ["archive", "adopt", "-a", a.archive, folder, "--copies", a.copies]
    if program is None:
        print("now: kawat " + " ".join(adopt), file=sys.stderr)
    else:
        code = subprocess.run([program, *adopt, *(["-q"] if a.quiet else [])], check=False).returncode
        if code != 0:
            print(f"kawat-spark: what is coded stays in {folder}", file=sys.stderr)
            return code
        shutil.rmtree(folder, ignore_errors=True)  # the worker of a killed executor may still write
    if documents == 0 and not files_known:
        return 1 if skipped else 3
    return 4 if skipped else 0


def main(argv: list[str] | None = None) -> int:
    p = parser()
    arguments = p.parse_args(argv)
    if arguments.where:
        print(os.path.abspath(__file__))
        return 0
    if not arguments.archive or not arguments.paths:
        p.error("needs -a DIR and at least one PATH")
    try:
        return run(arguments)
    except (Trouble, kawat.Error) as why:
        print(f"kawat-spark: {why}", file=sys.stderr)
        return 1
    except ImportError as why:
        print(f'kawat-spark: {why}; pip install "kawat[spark]"', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("kawat-spark: stopped; run it again to go on", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
