from __future__ import annotations

import datetime
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pytest

import kawat

CONDEMNED = "Iran condemned Israel on Monday."


def test_tables_come_out(coder: kawat.Coder, articles: list[dict[str, Any]]) -> None:
    events = coder.code(articles)
    table = pyarrow.table(events)
    table.validate(full=True)
    assert table.column_names == events.columns
    assert table.to_pylist() == list(events)
    assert str(table.schema.field("contexts").type) == "list<item: string>"
    assert str(table.schema.field("attribution").type) == "list<item: struct<name: string, code: string, kind: string, text: string>>"
    assert table.schema.field("date_start").type == pyarrow.date32()
    frame = polars.DataFrame(events)
    assert frame.height == len(events) and frame["event_type"].to_list() == events.column("event_type")
    pandas_frame = events.to_pandas()
    assert list(pandas_frame.columns) == events.columns and pandas_frame["published"].dtype.kind == "M"
    assert duckdb.sql("SELECT count(DISTINCT event_id) FROM events").fetchall() == [(len(events),)]
    assert pyarrow.table(events).equals(table)  # again: nothing is used up


def test_arrays_outlive_what_made_them() -> None:
    coder = kawat.Coder("en")
    events = coder.code(CONDEMNED)
    table = pyarrow.table(events)
    column = table.column("actor_name")
    del coder, events, table
    assert column.to_pylist() == ["Iran"]


def test_nothing_found(coder: kawat.Coder) -> None:
    events = coder.code([])
    assert len(events) == 0 and list(events) == [] and pyarrow.table(events).num_rows == 0
    assert pyarrow.table(events).schema == pyarrow.table(coder.code(CONDEMNED)).schema
    assert polars.DataFrame(coder.code("The sky is blue today.")).height == 0
    assert "0 events" in events._repr_html_()


@pytest.mark.parametrize("kind", ["table", "batch", "large", "view", "dictionary", "sliced", "pandas", "polars", "duckdb", "reader"])
def test_tables_go_in(coder: kawat.Coder, articles: list[dict[str, Any]], kind: str) -> None:
    expected = list(coder.code(articles))
    columns = {name: [a.get(name) for a in articles] for name in ("id", "text", "title", "published", "outlet", "language", "url")}
    table = pyarrow.table({**columns, "other": [1.5] * len(articles)})
    given: Any = table
    if kind == "batch":
        given = table.combine_chunks().to_batches()[0]
    elif kind in ("large", "view"):
        to = pyarrow.large_string() if kind == "large" else pyarrow.string_view()
        given = pyarrow.table({n: c.cast(to) if n != "other" else c for n, c in zip(table.column_names, table.columns)})
    elif kind == "dictionary":
        given = pyarrow.table({n: c.dictionary_encode() for n, c in zip(table.column_names, table.columns)})
    elif kind == "sliced":
        given = pyarrow.concat_tables([table, table, table]).combine_chunks().slice(len(articles), len(articles))
    elif kind == "pandas":
        given = table.to_pandas()
    elif kind == "polars":
        given = polars.from_arrow(table)
    elif kind == "duckdb":
        given = duckdb.sql("SELECT * FROM given")
    elif kind == "reader":
        given = pyarrow.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=3))
    assert list(coder.code(given)) == expected


def test_days_and_numbers_go_in(coder: kawat.Coder) -> None:
    day = datetime.date(1969, 12, 31)  # before the epoch
    for published in (
        pyarrow.array([day], pyarrow.date32()),
        pyarrow.array([day], pyarrow.date64()),
        pyarrow.array([datetime.datetime(1969, 12, 31, 23, 59, 59)], pyarrow.timestamp("us")),
        pyarrow.array([datetime.datetime(1969, 12, 31, 0, 0, 1)], pyarrow.timestamp("ns", "UTC")),
        pyarrow.array(["1969-12-31"]),
    ):
        event = coder.code(pyarrow.table({"text": [CONDEMNED], "id": pyarrow.array([7], pyarrow.uint16()), "published": published}))[0]
        assert (event["published"], event["doc_id"]) == (day, "7"), published.type


def test_nulls_go_in(coder: kawat.Coder) -> None:
    events = coder.code(pyarrow.table({"text": [None, CONDEMNED], "title": pyarrow.nulls(2), "outlet": [None, None]}))
    assert len(events) == 1 and events[0]["outlet"] is None
    assert [(s["row"], s["number"]) for s in events.skipped] == [(0, 107)] or [s["number"] for s in events.skipped] == [106]


def test_no_table_of_articles(coder: kawat.Coder) -> None:
    for wrong in (pyarrow.table({"headline_words": ["a"]}), pyarrow.table({"text": [1.5]}), pyarrow.chunked_array([["a", "b"]])):
        with pytest.raises(kawat.Error) as e:
            coder.code(wrong)
        assert e.value.code == 116


def test_an_iterator_that_breaks(coder: kawat.Coder) -> None:
    schema = pyarrow.schema([("text", pyarrow.string())])

    def batches() -> Any:
        yield pyarrow.record_batch([pyarrow.array([CONDEMNED])], schema=schema)
        raise OSError("the disk is gone")

    with pytest.raises(kawat.Error, match="the disk is gone"):
        coder.code(pyarrow.RecordBatchReader.from_batches(schema, batches()))
    stream = pyarrow.RecordBatchReader.from_stream(coder.stream(pyarrow.RecordBatchReader.from_batches(schema, batches())))
    assert stream.read_next_batch().num_rows == 1
    with pytest.raises(OSError, match="the disk is gone"):
        stream.read_next_batch()


def test_stream_takes_no_more_than_it_needs(coder: kawat.Coder) -> None:
    schema = pyarrow.schema([("id", pyarrow.string()), ("text", pyarrow.string())])
    taken = 0

    def batches() -> Any:
        nonlocal taken
        for i in range(100):
            taken += 1
            yield pyarrow.record_batch([pyarrow.array([f"{i}a", f"{i}b"]), pyarrow.array([CONDEMNED, ""])], schema=schema)

    coded = coder.stream(pyarrow.RecordBatchReader.from_batches(schema, batches()), copies="off")
    reader = pyarrow.RecordBatchReader.from_stream(coded)
    assert reader.read_next_batch().column("doc_id").to_pylist() == ["0a"]
    assert taken < 5
    assert reader.read_all().num_rows == 99
    assert len(coded.skipped) == 100 and coded.skipped[5]["id"] == "5b"
    with pytest.raises(kawat.Error, match="read before"):
        pyarrow.RecordBatchReader.from_stream(coded)


def test_memory_comes_back(coder: kawat.Coder, articles: list[dict[str, Any]]) -> None:
    def resident() -> int:
        with open("/proc/self/statm", encoding="ascii") as f:
            return int(f.read().split()[1]) * 4096

    table = pyarrow.table({"text": [a["text"] for a in articles[:20]]})
    for _ in range(5):
        pyarrow.table(coder.code(table, copies="off"))
    before = resident()
    for _ in range(60):
        pyarrow.table(coder.code(table, copies="off"))
        list(coder.code(table, copies="off")[:5])
    assert resident() - before < 20_000_000
