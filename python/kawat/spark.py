"""Kawat on Spark: a data frame of articles to one of events, each Python worker with a coder of its own.

    import kawat.spark
    events = kawat.spark.code(articles, text="body", id="article_id", published="day")
    events.write.partitionBy("event_type").parquet("s3a://news/events")

    events, errors = kawat.spark.split(kawat.spark.code(articles, text="body", errors=True).persist())

From files to an archive there is the program `kawat-spark` (docs/spark.md). Needs kawat[spark] here and on the workers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pyarrow

from . import _kawat
from ._coder import Coder, _FIELDS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["ERROR_SCHEMA", "SCHEMA", "SCHEMA_WITH_ERRORS", "code", "split"]

_ERROR = pyarrow.struct(
    [("number", pyarrow.int32()), ("reason", pyarrow.string()), ("what", pyarrow.string()), ("next", pyarrow.string())]
)


class _Table:
    """What the C library says that its events are."""

    def __arrow_c_schema__(self) -> object:
        return _kawat.no_events().schema_capsule()


_EVENTS: pyarrow.Schema = pyarrow.schema(_Table())
_EVENTS_AND_ERRORS: pyarrow.Schema = _EVENTS.append(pyarrow.field("error", _ERROR))


def _ddl_of(kind: pyarrow.DataType) -> str:
    if pyarrow.types.is_list(kind):
        return f"ARRAY<{_ddl_of(kind.value_type)}>"
    if pyarrow.types.is_struct(kind):
        return "STRUCT<" + ", ".join(f"`{kind.field(i).name}`: {_ddl_of(kind.field(i).type)}" for i in range(kind.num_fields)) + ">"
    return {"string": "STRING", "int32": "INT", "int64": "BIGINT", "double": "DOUBLE", "bool": "BOOLEAN", "date32[day]": "DATE"}[str(kind)]


def _ddl(schema: pyarrow.Schema) -> str:
    return ", ".join(f"`{field.name}` {_ddl_of(field.type)}" for field in schema)


SCHEMA: str = _ddl(_EVENTS)
"""The columns of the codebook as Spark's DDL, made of the schema that the C library gives."""

SCHEMA_WITH_ERRORS: str = _ddl(_EVENTS_AND_ERRORS)
"""The same and `error`: null of events; of articles that could not be coded why, all else but `doc_id` being null."""

ERROR_SCHEMA: str = _ddl(pyarrow.schema([("doc_id", pyarrow.string()), *((f.name, f.type) for f in _ERROR)]))
"""Of the errors that `split` gives."""

_coders: dict[str, Coder] = {}


def _coder(arguments: Mapping[str, Any]) -> Coder:
    """One for each worker process and set of arguments, kept from task to task."""
    key = repr(sorted(arguments.items()))
    if key not in _coders:
        _coders[key] = Coder(**arguments)
    return _coders[key]


class _Coding:
    """What a task does with its batches."""

    def __init__(self, arguments: Mapping[str, Any], errors: bool) -> None:
        self._arguments, self._errors = dict(arguments), errors

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            if batch.num_rows == 0:
                continue
            coded = _coder(self._arguments).code(batch, threads=1, copies="off", progress=False)
            events = pyarrow.table(coded)
            if not self._errors:
                yield from events.to_batches()
                continue
            yield from events.append_column("error", pyarrow.nulls(len(events), _ERROR)).to_batches()
            if len(coded.skipped):
                yield _error_rows(pyarrow.table(coded.skipped))


def _error_rows(skipped: pyarrow.Table) -> pyarrow.RecordBatch:
    columns: dict[str, Any] = {name: pyarrow.nulls(len(skipped), _EVENTS.field(name).type) for name in _EVENTS.names}
    columns["doc_id"] = skipped["id"].combine_chunks()
    columns["error"] = pyarrow.StructArray.from_arrays([skipped[f.name].combine_chunks() for f in _ERROR], fields=list(_ERROR))
    return pyarrow.RecordBatch.from_arrays([columns[name] for name in _EVENTS_AND_ERRORS.names], schema=_EVENTS_AND_ERRORS)


def code(
    articles: DataFrame,
    text: str | None = None,
    *,
    id: str | None = None,
    html: str | None = None,
    title: str | None = None,
    url: str | None = None,
    published: str | None = None,
    language: str | None = None,
    outlet: str | None = None,
    author: str | None = None,
    home: str | None = None,
    coder: Mapping[str, Any] | None = None,
    errors: bool = False,
) -> DataFrame:
    """The events of a data frame of articles: one row per event, actor and recipient, with the columns SCHEMA.

    text … home: the columns that hold these fields; None: a column of that very name, where there is one. `text` or `html` is
    needed. Without a column of ids, `doc_id` is a hash of the text. coder: arguments of kawat.Coder, such as {"home": "IDN"}.
    errors: with the column `error`, and a row for each article that could not be coded; without it they are missing.

    Lazy, without a shuffle. Each article is coded alone: near-copies and stories are not looked for. The first partition of a
    worker takes half a second more, for its coder.
    """
    from pyspark.sql import functions as F

    given = dict(
        text=text, id=id, html=html, title=title, url=url, published=published, language=language, outlet=outlet, author=author, home=home
    )
    assert set(given) == set(_FIELDS)
    columns = {field: column or field for field, column in given.items() if column is not None or field in articles.columns}
    if "text" not in columns and "html" not in columns:
        raise ValueError(f'no column "text" among {articles.columns}: say which one holds the articles, as text="body"')
    chosen = [articles[column].alias(field) for field, column in columns.items()]
    if "id" not in columns:
        chosen.append(F.lower(F.hex(F.xxhash64(articles[columns.get("text") or columns["html"]]))).alias("id"))
    arguments = dict(coder or {})
    Coder(**arguments)  # what is wrong with them is said here and not by some worker
    return articles.select(*chosen).mapInArrow(_Coding(arguments, errors), SCHEMA_WITH_ERRORS if errors else SCHEMA)


def split(coded: DataFrame) -> tuple[DataFrame, DataFrame]:
    """Events and errors of code(…, errors=True): SCHEMA and ERROR_SCHEMA. Persist what you split, else it is coded twice."""
    return coded.where("error IS NULL").drop("error"), coded.where("error IS NOT NULL").select("doc_id", "error.*")
