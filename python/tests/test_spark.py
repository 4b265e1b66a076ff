"""kawat.spark and kawat-spark, with a Spark that has two workers of one core each, as processes of their own."""

from __future__ import annotations

import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from conftest import as_program_has_it

import kawat

pytest.importorskip("pyspark", reason="no pyspark; script/setup --all brings it")
if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
    pytest.skip("no Java; script/setup --all brings it", allow_module_level=True)

import kawat.spark
from kawat import spark_job

pytestmark = pytest.mark.spark

CLUSTER = "local-cluster[2,1,1024]"
ENVIRONMENT = {"SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
CONDEMNED = "Iran condemned Israel on Monday."
PAGE = """<html><head><title>{0}</title><meta property="article:published_time" content="2024-10-08T09:00:00Z"></head>
<body><article><h1>{0}</h1><p>{1}</p></article></body></html>"""


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ.update(ENVIRONMENT)
    builder = SparkSession.builder.master(CLUSTER).config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false")
    session = builder.config("spark.executorEnv.PYTHONPATH", os.environ.get("PYTHONPATH", "")).getOrCreate()
    yield session
    session.stop()


def test_schema_is_that_of_the_library(spark: Any, coder: kawat.Coder) -> None:
    from pyspark.sql.pandas.types import from_arrow_schema
    from pyspark.sql.types import StructType

    table = pyarrow.table(coder.code(CONDEMNED))
    assert StructType.fromDDL(kawat.spark.SCHEMA) == from_arrow_schema(table.schema)
    assert StructType.fromDDL(kawat.spark.SCHEMA_WITH_ERRORS).names == [*table.column_names, "error"]


def test_data_frame(spark: Any, coder: kawat.Coder, articles: list[dict[str, Any]]) -> None:
    """The rows of kawat.Coder, one coder for all tasks of a worker; what cannot be coded is a row of its own table."""
    given = [(a["id"], a["text"], a.get("published"), a.get("outlet"), a.get("title")) for a in articles]
    given += [("empty", "", None, None, None), ("nul", "a\0b", None, None, None)]
    frame = spark.createDataFrame(given, "article string, body string, published string, outlet string, title string")
    coded = kawat.spark.code(frame, text="body", id="article", errors=True).persist()
    events, errors = kawat.spark.split(coded)
    expected = coder.code([{"id": i, "text": t, "published": p, "outlet": o, "title": h} for i, t, p, o, h in given], copies="off")
    found = [as_program_has_it(row.asDict(recursive=True)) for row in events.collect()]
    assert len(found) == len(expected) > 10
    assert sorted(found, key=repr) == sorted((as_program_has_it(e) for e in expected), key=repr)
    assert sorted((e.doc_id, e.number, e.reason) for e in errors.collect()) == [("empty", 106, "empty_document"), ("nul", 110, "nul_bytes")]
    coded.unpersist()

    def coders(_: Any) -> Iterator[tuple[int, int]]:
        yield os.getpid(), len(kawat.spark._coders)

    assert set(dict(spark.sparkContext.parallelize(range(4), 4).mapPartitions(coders).collect()).values()) <= {0, 1}


def test_columns(spark: Any) -> None:
    frame = spark.createDataFrame([(CONDEMNED, "2024-10-08")], "text string, published string").selectExpr("text", "to_date(published) AS published")
    row = kawat.spark.code(frame, coder={"outlet": "Example Wire"}).collect()[0]
    assert (row.actor_code, row.outlet, str(row.date_start), len(row.doc_id)) == ("IRN", "Example Wire", "2024-10-07", 16)
    with pytest.raises(ValueError, match="no column"):
        kawat.spark.code(frame.drop("text"))
    with pytest.raises(kawat.Error) as wrong:
        kawat.spark.code(frame, coder={"languages": "xx"})
    assert wrong.value.code == 108


# The job ------------------------------------------------------------------------------------------------------------------


def response(url: str, page: str) -> bytes:
    body = page.encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-10-08T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % len(http) + http + b"\r\n\r\n"


def make_input(folder: pathlib.Path, articles: list[dict[str, Any]], files: int, each: int) -> None:
    """Articles of which some are near-copies, across files; of several kinds, with faults."""
    dice = random.Random(7)
    folder.mkdir()
    for n in range(files):
        lines = []
        for k in range(each):
            a = dice.choice(articles)
            sentences = re.split(r"(?<=\.) ", a["text"])
            dice.shuffle(sentences)
            article = {**a, "id": f"{n}-{k}", "text": " ".join(sentences)}
            if k % 5 == 0:
                del article["id"]
            lines.append(json.dumps(article, ensure_ascii=False) + "\n")
        if n % 4 == 1:
            lines.insert(3, '{"id": "broken", "text": \n')
        (folder / f"{n:02}.jsonl").write_text("".join(lines), encoding="utf-8")
    with open(folder / "pages.warc", "wb") as warc:
        for n, a in enumerate(articles[:40]):
            warc.write(response(f"https://example.org/{n}", PAGE.format(a.get("title") or "News", a["text"] + " It said so in a long statement that nobody answered.")))
    rows = [{**a, "id": f"t{n}" if n % 3 else None, "text": f"{a['text']} {CONDEMNED}"} for n, a in enumerate(articles * 3)]
    table = pyarrow.table({key: [r.get(key) for r in rows] for key in ("id", "text", "title", "published", "outlet", "language")})
    pyarrow.parquet.write_table(table.append_column("copy", pyarrow.array(range(len(rows)))), folder / "table.parquet", row_group_size=20)


def job(archive: pathlib.Path, *arguments: Any, program: str, master: str = "local[2]") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "kawat.spark_job", "-a", archive, "--master", master, *arguments]
    return subprocess.Popen(
        [str(c) for c in command], env={**os.environ, **ENVIRONMENT, "KAWAT_PROGRAM": program}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def content(archive: pathlib.Path, program: str) -> dict[str, list[str]]:
    """All that an archive says; not in which order it came, and a mean only as far as its sum has no order."""
    out = {}
    for name, sql in {
        "events": "SELECT * FROM event_rows",
        "documents": "SELECT * EXCLUDE (added) FROM documents",
        "stories": "SELECT * REPLACE (round(goldstein, 10) AS goldstein) FROM stories",
    }.items():
        done = subprocess.run([program, "query", "-q", "-a", archive, "--format", "jsonl", "--sql", sql], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        out[name] = sorted(done.stdout.splitlines())
    return out


def descendants(of: int) -> list[tuple[int, str]]:
    """Processes below one, with their command lines."""
    parents, commands = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8") as f:
                    parents[int(entry)] = int(f.read().rsplit(")", 1)[1].split()[1])
                with open(f"/proc/{entry}/cmdline", encoding="utf-8") as f:
                    commands[int(entry)] = f.read().replace("\0", " ")
            except OSError:
                pass  # gone meanwhile
    below = {of}
    while more := {p for p, parent in parents.items() if parent in below} - below:
        below |= more
    return [(p, commands.get(p, "")) for p in sorted(below - {of})]


def test_killed_executor_loses_and_repeats_nothing(tmp_path: pathlib.Path, articles: list[dict[str, Any]], program: str) -> None:
    """The job gives the archive that `kawat ingest` gives, with a worker killed in its middle; again it adds nothing."""
    source, archive, one = tmp_path / "in", tmp_path / "news", tmp_path / "one"
    make_input(source, articles, 24, 120)
    files = [*sorted(source.glob("*.jsonl")), source / "pages.warc", source / "table.parquet"]

    running = job(archive, *files, tmp_path / "gone.jsonl", program=program, master=CLUSTER)
    killed = None
    deadline = time.monotonic() + 80
    while killed is None and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
        if len(list(tmp_path.glob("news.spark/coded/*/0*.parquet"))) >= 2:
            executors = [p for p, command in descendants(running.pid) if "CoarseGrainedExecutorBackend" in command]
            assert len(executors) == 2
            os.kill(executors[0], signal.SIGKILL)
            killed = len(list(tmp_path.glob("news.spark/coded/*/0*.parquet")))
    out, err = running.communicate(timeout=120)
    said = err.decode()
    assert killed is not None and killed < 20, f"nothing was left to do when it was killed: {killed}\n{said}"
    assert "Lost executor" in said, said
    assert running.returncode == 4, said  # some were skipped
    assert "skipped 7 (bad_json 6, file_missing 1)" in said, said

    # kawat itself reads no Parquet: it is given the same rows as JSONL, under the same name, since ids are made of it.
    rows = pyarrow.parquet.read_table(files[-1]).drop_columns(["copy"]).to_pylist()
    files[-1].rename(tmp_path / "kept")
    files[-1].write_text("".join(json.dumps({k: v for k, v in r.items() if v is not None}, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    done = subprocess.run([program, "ingest", "-q", "-a", one, *files], capture_output=True, text=True, timeout=120)
    assert done.returncode == 4, done.stderr
    (tmp_path / "kept").rename(files[-1])
    as_ingested, as_coded = content(one, program), content(archive, program)
    own = [json.loads(d) for d in as_ingested["documents"]]
    assert len(own) > 2000 and len(as_ingested["stories"]) > 100 and sum(d["copy_of"] is not None for d in own) > 50
    assert {pathlib.Path(d["doc_id"].rsplit(":", 1)[0]).suffix for d in own} >= {".jsonl", ".parquet"}
    assert any(d["doc_id"].startswith("https://") or ".warc" in d["doc_id"] for d in own)
    for name in as_coded:
        assert as_coded[name] == as_ingested[name], name
    whole = subprocess.run([program, "archive", "verify", "-a", archive], capture_output=True, text=True, timeout=60)
    assert whole.returncode == 0, whole.stderr

    # Errors are a table; what was coded aside is gone.
    errors = pyarrow.parquet.read_table(next(tmp_path.glob("news.spark/errors/*"))).to_pylist()
    assert sorted(e["number"] for e in errors) == [101] + [104] * 6
    assert all(e["what"] and e["path"] for e in errors)
    assert not list(tmp_path.glob("news.spark/coded/*"))

    # What is read to its end is known; a second run over it and one more file adds that alone.
    running = job(archive, *files, program=program)
    out, err = running.communicate(timeout=120)
    assert running.returncode == 0 and b"26 files were read to their end before; nothing is new" in err, err.decode()
    assert content(archive, program) == as_coded


def test_goes_on_after_it_was_stopped(tmp_path: pathlib.Path, articles: list[dict[str, Any]], program: str) -> None:
    """Files coded by a run that died are not coded again; a new file of near-copies finds their originals in the known ones."""
    source, archive, one = tmp_path / "in", tmp_path / "news", tmp_path / "one"
    make_input(source, articles, 4, 60)
    files = sorted(source.glob("*.jsonl"))
    # What a run leaves that died after two of three files; the first says that it holds more than it does.
    tasks, options = spark_job.prepare(spark_job.parser().parse_args(["-a", str(archive), *map(str, files[:3])]))
    coded, errors = pathlib.Path(options["folder"]), pathlib.Path(options["errors"])
    coded.mkdir(parents=True), errors.mkdir(parents=True)
    for task in tasks[:2]:
        spark_job.code_task(task, {**options, "marker": __file__})
    first = coded / "00000000.parquet"
    about = json.loads(pyarrow.parquet.read_metadata(first).metadata[b"kawat"])
    assert about["documents"] == 60
    told = json.dumps({**about, "documents": 1060})
    pyarrow.parquet.write_table(pyarrow.parquet.read_table(first).replace_schema_metadata({"kawat": told}), first)
    (coded / ".00000001.parquet.half.part").write_bytes(b"PAR1")
    again = job(archive, *files[:3], program=program)
    out, err = again.communicate(timeout=120)
    assert again.returncode == 4 and b"coded 1180 articles of 3 tasks" in err, err.decode()
    assert not coded.exists()
    more = job(archive, *files, program=program)
    out, err = more.communicate(timeout=120)
    assert b"3 files were read to their end before" in err, err.decode()
    done = subprocess.run([program, "ingest", "-q", "-a", one, *files], capture_output=True, text=True, timeout=120)
    assert content(archive, program) == content(one, program)


def test_pieces_of_a_large_file(tmp_path: pathlib.Path, articles: list[dict[str, Any]], program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A JSONL file that is cut into pieces gives the archive of the whole: ids, errors and lines too. No Spark in it."""
    monkeypatch.setattr(spark_job, "PIECE", 4000)
    make_input(tmp_path / "in", articles, 2, 80)
    source = tmp_path / "in" / "01.jsonl"
    tasks, options = spark_job.prepare(spark_job.parser().parse_args(["-a", str(tmp_path / "news"), str(source)]))
    assert len(tasks) > 5 and tasks[0]["piece"][0] == 0 and tasks[-1]["piece"][1] == source.stat().st_size
    assert all(a["piece"][1] == b["piece"][0] for a, b in zip(tasks, tasks[1:]))
    coded, errors = pathlib.Path(options["folder"]), pathlib.Path(options["errors"])
    coded.mkdir(parents=True), errors.mkdir(parents=True)
    before = 0
    for task in tasks:
        spark_job.code_task({**task, "first": before}, {**options, "marker": __file__})
        before += spark_job._lines(str(source), *task["piece"])
    assert before == 81
    (error,) = pyarrow.parquet.read_table(errors).to_pylist()
    assert (error["id"], error["number"]) == (f"{source}:4", 104)
    done = subprocess.run([program, "archive", "adopt", "-q", "-a", tmp_path / "news", coded], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    subprocess.run([program, "ingest", "-q", "-a", tmp_path / "one", source], capture_output=True, timeout=60)
    assert content(tmp_path / "news", program) == content(tmp_path / "one", program)
    assert spark_job._known_inputs(str(tmp_path / "news")) == spark_job._known_inputs(str(tmp_path / "one")) != set()


def test_wrong_files_are_not_adopted(tmp_path: pathlib.Path, program: str) -> None:
    """Of another version, damaged, or no coded articles at all: error 507, and the archive is as before."""
    options = {"coder": {}, "intake": {}, "folder": str(tmp_path), "errors": str(tmp_path), "marker": __file__, "cwd": "/"}
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps({"id": "a", "text": CONDEMNED}) + "\n", encoding="utf-8")
    (task,) = spark_job._plan([str(source)], None)
    assert spark_job.code_task({**task, "known": False}, options)["documents"] == 1
    coded = tmp_path / "00000000.parquet"
    good = pyarrow.parquet.read_table(coded)

    def adopt() -> subprocess.CompletedProcess[str]:
        return subprocess.run([program, "archive", "adopt", "-a", tmp_path / "news", coded], capture_output=True, text=True, timeout=60)

    about = json.loads(pyarrow.parquet.read_metadata(coded).metadata[b"kawat"])
    good = good.replace_schema_metadata({"kawat": json.dumps(about)})
    record = bytearray(good["record"][0].as_py())
    record[60] ^= 1
    for bad in (
        good.replace_schema_metadata({"kawat": json.dumps({**about, "version": "0.0.1"})}),
        good.replace_schema_metadata({}),
        good.set_column(2, "record", pyarrow.array([bytes(record)])),
    ):
        pyarrow.parquet.write_table(bad, coded)
        done = adopt()
        assert done.returncode == 1 and "error 507" in done.stderr, done.stderr
    coded.write_bytes(b"PAR1 and nothing else")
    assert "error 507" in adopt().stderr
    pyarrow.parquet.write_table(good, coded)
    assert adopt().returncode == 0
    done = adopt()
    assert "0 documents and 0 events added" in done.stderr and "1 documents were there" in done.stderr
    done = subprocess.run([program, "query", "-q", "-a", tmp_path / "news", "--format", "jsonl"], capture_output=True, text=True, timeout=60)
    assert [json.loads(line)["event_type"] for line in done.stdout.splitlines()] == ["ACCUSE"]
