"""What coding gives: rows of events, and of articles that were skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from ._kawat import Batches

if TYPE_CHECKING:
    import pandas

Row = dict[str, Any]
_SHOWN = ("date_start", "event_type", "actor_name", "actor_code", "recipient_name", "recipient_code", "modality", "evidence_text")


class _Rows(Sequence[Row]):
    """Rows of a table that lies in memory as Arrow data. Whoever takes Arrow streams takes it without a copy."""

    _what = "rows"

    def __init__(self, batches: Batches) -> None:
        self._batches = batches

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in order."""
        return self._batches.columns()

    def column(self, name: str) -> list[Any]:
        """The values of one column as Python objects; None where there is none. Raises KeyError."""
        return self._batches.column(name)

    def __len__(self) -> int:
        return self._batches.rows()

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self._batches.row(i) for i in range(*index.indices(len(self)))]
        return self._batches.row(index + len(self) if index < 0 else index)

    def __iter__(self) -> Iterator[Row]:
        for i in range(len(self)):
            yield self._batches.row(i)

    def __arrow_c_schema__(self) -> object:
        return self._batches.schema_capsule()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        # Other types may be asked for; the interface allows to answer with one's own.
        return self._batches.stream_capsule()

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas.DataFrame with the same columns: days as datetime64, lists and structs as Python objects."""
        import pandas

        try:
            import pyarrow
        except ImportError:
            return pandas.DataFrame({name: self.column(name) for name in self.columns})
        frame: pandas.DataFrame = pyarrow.table(self).to_pandas(date_as_object=False)
        return frame

    def __repr__(self) -> str:
        return f"<{len(self)} {self._what}>"


class Events(_Rows):
    """Events: one row per event, actor and recipient, with the columns of docs/codebook.md.

    A sequence of dicts (days are datetime.date, contexts lists, attribution a list of dicts), and an Arrow stream:
    `pyarrow.table(events)`, `polars.DataFrame(events)`, `pandas.DataFrame.from_arrow(events)`, `duckdb.sql("FROM events")`.
    """

    _what = "events"

    def __init__(self, batches: Batches, skipped: Batches) -> None:
        super().__init__(batches)
        self._skipped = Skipped(skipped)

    @property
    def skipped(self) -> Skipped:
        """The articles that could not be coded, and why."""
        return self._skipped

    def __repr__(self) -> str:
        more = f", {len(self._skipped)} articles skipped" if len(self._skipped) else ""
        return f"<{len(self)} events{more}>"

    def _repr_html_(self) -> str:
        from ._html import table

        rows: list[Mapping[str, Any]] = list(self[:50])
        left = len(self) - len(rows)
        note = f"{len(self)} events" + (f"; the first {len(rows)} are shown" if left else "")
        if len(self._skipped):
            note += f"; {len(self._skipped)} articles skipped"
        return table(_SHOWN, rows, note)


class Skipped(_Rows):
    """Articles that could not be coded: row (its number in the input batch), id, number and reason of the error, what, next."""

    _what = "articles skipped"

    def _repr_html_(self) -> str:
        from ._html import table

        return table(("id", "number", "reason", "what", "next"), list(self[:50]), f"{len(self)} articles skipped")
