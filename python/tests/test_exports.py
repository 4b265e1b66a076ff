"""What `kawat export` writes loads in pandas, pyarrow, DuckDB and NetworkX as it is, without a warning, and says what the archive says."""

from __future__ import annotations

import json
import pathlib
import subprocess
from collections import Counter
from typing import Any

import duckdb
import networkx
import pandas
import pyarrow.parquet
import pytest
from conftest import SAMPLES

# Of the columns of the contract: text also where it looks like a number, such as CAMEO's "042".
TEXT = {"cameo_code": str, "quad_class": "Int64"}


pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def news(program: str, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    folder = tmp_path_factory.mktemp("exports")
    subprocess.run([program, "ingest", "-q", "-a", folder / "news", *SAMPLES], check=True, timeout=300)
    for layout in ("csv", "jsonl", "parquet", "gdelt1", "gdelt2", "icews", "polecat", "graphml", "gexf"):
        command = [program, "export", "-q", "-a", folder / "news", "--to", layout, "-o", folder / f"events.{layout}"]
        subprocess.run(command, check=True, timeout=120)
    return folder


@pytest.fixture(scope="module")
def rows(program: str, news: pathlib.Path) -> list[dict[str, Any]]:
    done = subprocess.run([program, "query", "-q", "-a", news / "news", "--format", "jsonl"], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def plain(value: Any) -> Any:
    """A cell as the rows have it: no empty text, no NaN, days as text."""
    if value is None or value is pandas.NaT or value is pandas.NA or value == "" or value != value:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def agree(frame: pandas.DataFrame, rows: list[dict[str, Any]], columns: list[str]) -> None:
    assert len(frame) == len(rows)
    for name in columns:
        assert [plain(v) for v in frame[name]] == [plain(r[name]) for r in rows], name


FLAT = ["event_id", "event_type", "cameo_code", "modality", "actor_code", "recipient_name", "date_start", "evidence_text", "goldstein"]


def test_csv(news: pathlib.Path, rows: list[dict[str, Any]]) -> None:
    frame = pandas.read_csv(news / "events.csv", dtype=TEXT, keep_default_na=False, na_values=[""])
    # A line break inside a cell is a space in CSV.
    agree(frame, [{**r, "evidence_text": " ".join(r["evidence_text"].splitlines())} for r in rows], FLAT)
    told = duckdb.sql(f"SELECT event_id, cameo_code, date_start FROM read_csv('{news / 'events.csv'}', types = {{'cameo_code': 'VARCHAR'}})")
    assert [(i, c, plain(d)) for i, c, d in told.fetchall()] == [(r["event_id"], r["cameo_code"], r["date_start"]) for r in rows]


def test_jsonl(news: pathlib.Path, rows: list[dict[str, Any]]) -> None:
    frame = pandas.read_json(news / "events.jsonl", lines=True, dtype=False)
    agree(frame, rows, [*FLAT, "contexts"])


def test_parquet(news: pathlib.Path, rows: list[dict[str, Any]]) -> None:
    path = news / "events.parquet"
    agree(pandas.read_parquet(path), rows, FLAT)
    table = pyarrow.parquet.read_table(path).to_pylist()
    assert [r["attribution"] for r in table] == [r["attribution"] for r in rows]
    assert [r["contexts"] for r in table] == [r["contexts"] for r in rows]
    assert duckdb.sql(f"SELECT count(*), count(DISTINCT event_id) FROM '{path}'").fetchall() == [(len(rows), len(rows))]


@pytest.mark.parametrize("layout, header", [("gdelt1", False), ("gdelt2", False), ("icews", True), ("polecat", True)])
def test_layouts_of_others(news: pathlib.Path, rows: list[dict[str, Any]], layout: str, header: bool) -> None:
    """As readers of GDELT do it: tabs, no quotation marks, columns by their place."""
    path = news / f"events.{layout}"
    frame = pandas.read_csv(path, sep="\t", header=0 if header else None, quoting=3, dtype=str, keep_default_na=False)
    assert len(frame) == sum(r["modality"] == "actual" for r in rows) > 0
    if layout.startswith("gdelt"):
        days = pandas.to_datetime(frame[1], format="%Y%m%d")
        assert days.notna().all() and frame[26].str.fullmatch(r"\d{2,4}").all()
        assert frame[30].astype(float).between(-10, 10).all()
    else:
        assert list(frame.columns) == list(dict.fromkeys(frame.columns)) and not frame.columns.str.startswith("Unnamed").any()
    assert duckdb.sql(f"SELECT count(*) FROM read_csv('{path}', delim = '\t', header = {header}, quote = '', all_varchar = true)").fetchall() == [(len(frame),)]


@pytest.mark.parametrize("layout", ["graphml", "gexf"])
def test_networks(news: pathlib.Path, rows: list[dict[str, Any]], layout: str) -> None:
    read = networkx.read_graphml if layout == "graphml" else networkx.read_gexf
    graph = read(news / f"events.{layout}")
    pairs = Counter((r["actor_code"], r["recipient_code"]) for r in rows if r["actor_code"] and r["recipient_code"])
    assert graph.is_directed()
    assert {(a, b): int(d["weight"]) for a, b, d in graph.edges(data=True)} == dict(pairs)
