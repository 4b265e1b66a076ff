"""Questions to an archive that `kawat ingest` or `kawat watch` has made."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, Union

from ._error import Error
from ._html import escape, table
from ._kawat import Archive as _Archive

if TYPE_CHECKING:
    import duckdb
    import matplotlib.axes
    import pandas

Words = Union[str, Sequence[str], None]
Day = Union[str, datetime.date, None]
Count = Literal["stories", "groups", "rows"]


def _day(value: Day) -> str | None:
    return value.isoformat()[:10] if isinstance(value, datetime.date) else value


def _list(value: Words) -> list[str] | None:
    if value is None:
        return None
    return [value] if isinstance(value, str) else list(value)


def _request(what: str, **keys: object) -> str:
    return json.dumps({"what": what, **{k: v for k, v in keys.items() if v is not None}})


class Rows(list[dict[str, Any]]):
    """A list of dicts that shows itself as a table; `.to_pandas()` makes a data frame of it."""

    def to_pandas(self) -> pandas.DataFrame:
        import pandas

        return pandas.DataFrame(self)

    def _repr_html_(self) -> str:
        shown = self[:50]
        columns = list(shown[0]) if shown else []
        return table(columns, shown, f"{len(self)} rows" + (f"; the first {len(shown)} are shown" if len(shown) < len(self) else ""))


class Dyad:
    """The relation of a pair over time (docs/methods).

    periods: one row a week or month: start, stories, quad1 … quad4, and with _low and _high beside them share (of cooperation, of
    that period alone), level (the same, as the whole series shows it), volume (stories a period); 0 to 1, 0 = all conflict.
    changes: when a new regime began, with what probability, how the mix of types changed, and stories that made it.
    words: what the picture shows, in a few sentences.
    """

    def __init__(self, answer: dict[str, Any]) -> None:
        self.a: str = answer["a"]
        self.b: str = answer["b"]
        self.step: str = answer["step"]
        self.periods = Rows(answer["periods"])
        self.changes = Rows(answer["changes"])
        self.words: str = answer["words"]
        self.svg: str = answer["svg"]
        for row in self.periods:
            row["start"] = datetime.date.fromisoformat(row["start"])
        for row in self.changes:
            for key in ("start", "from", "to"):
                row[key] = datetime.date.fromisoformat(row[key])

    def to_pandas(self) -> pandas.DataFrame:
        """The periods, by `start`."""
        import pandas

        frame = pandas.DataFrame(self.periods)
        if len(frame):
            frame["start"] = pandas.to_datetime(frame["start"])
            frame = frame.set_index("start")
        return frame

    def plot(self, ax: matplotlib.axes.Axes | None = None) -> matplotlib.axes.Axes:
        """The level with its interval, the single periods, the changes. Needs matplotlib (kawat[plot])."""
        import matplotlib.pyplot

        if ax is None:
            ax = matplotlib.pyplot.figure(figsize=(9, 3.6)).subplots()
        days = [p["start"] for p in self.periods]
        ax.fill_between(days, [p["level_low"] for p in self.periods], [p["level_high"] for p in self.periods], alpha=0.25, linewidth=0)
        ax.plot(days, [p["level"] for p in self.periods], label="level")
        seen = [p for p in self.periods if p["stories"]]
        ax.scatter([p["start"] for p in seen], [p["share"] for p in seen], s=[6 + p["stories"] for p in seen], alpha=0.5, label=f"single {self.step}s")
        for change in self.changes:
            ax.axvline(change["start"], linestyle="--", linewidth=1, color="gray")
            ax.annotate(str(change["start"]), (change["start"], 1.0), rotation=90, va="top", ha="right", fontsize=8)
        ax.set_ylim(-0.03, 1.03)
        ax.set_ylabel("share of cooperation")
        ax.set_title(f"{self.a} – {self.b}")
        ax.legend(loc="lower left", fontsize=8)
        return ax

    def __len__(self) -> int:
        return len(self.periods)

    def __repr__(self) -> str:
        stories = sum(p["stories"] for p in self.periods)
        return f"<{self.a} – {self.b}: {stories} stories in {len(self.periods)} {self.step}s, {len(self.changes)} changes>"

    def _repr_html_(self) -> str:
        return self.svg or f"<p>{escape(repr(self))}</p>"


class Answer:
    """Rows of a query. Iterate over dicts, or give it to whoever takes Arrow streams; each use runs the query."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, sql: str) -> None:
        self._connection = connection
        self.query = sql

    @property
    def relation(self) -> duckdb.DuckDBPyRelation:
        """DuckDB's own object, to go on from there."""
        return self._connection.sql(self.query)

    def to_pandas(self) -> pandas.DataFrame:
        frame: pandas.DataFrame = self.relation.df()
        return frame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.relation.__arrow_c_stream__(requested_schema)

    def __len__(self) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM ({self.query})").fetchall()[0][0])

    def __iter__(self) -> Iterator[dict[str, Any]]:
        done = self._connection.cursor().execute(self.query)
        names = [d[0] for d in done.description]
        while rows := done.fetchmany(1024):
            for row in rows:
                yield dict(zip(names, row))

    def _repr_html_(self) -> str:
        rows: list[dict[str, Any]] = []
        for row in self:
            if len(rows) == 50:
                break
            rows.append(row)
        return table(list(rows[0]) if rows else [], rows, "the first 50 rows" if len(rows) == 50 else f"{len(rows)} rows")


class Archive:
    """An archive of events to read: the state it had when it was opened, or last refreshed, whatever is written meanwhile.

    Needs duckdb (kawat[archive]). threads: 0 = one for each core; memory_limit: "2GB"; None: 80 % of the machine's. Of one thread at
    a time. Raises kawat.Error: 501 no archive, 502 a damaged one, 503 one of a newer Kawat.
    """

    def __init__(self, folder: str | os.PathLike[str], *, threads: int = 0, memory_limit: str | None = None) -> None:
        self._folder = os.fspath(folder)
        self._archive = _Archive(self._folder)
        try:
            import duckdb
        except ImportError:
            raise ImportError('kawat.Archive needs duckdb: pip install "kawat[archive]"') from None
        config: dict[str, Any] = {}
        if threads:
            config["threads"] = threads
        if memory_limit:
            config["memory_limit"] = memory_limit
        self._connection = duckdb.connect(":memory:", config=config)
        self._connection.execute("SET parquet_metadata_cache = true")
        self._connection.execute(self._archive.sql(_request("views")))

    def refresh(self) -> None:
        """Goes to the newest state."""
        self._archive = _Archive(self._folder)
        self._connection.execute(self._archive.sql(_request("views")))

    def sql(self, query: str) -> Answer:
        """One SELECT over the views events, documents, event_rows, stories (docs/archive.md)."""
        return Answer(self._connection, query.strip().rstrip(";"))

    def events(
        self,
        *,
        actor: Words = None,
        recipient: Words = None,
        pair: tuple[str, str] | None = None,
        type: Words = None,
        mode: Words = None,
        context: Words = None,
        modality: Words = None,
        quad: int | Sequence[int] | None = None,
        from_: Day = None,
        to: Day = None,
        place: Words = None,
        outlet: Words = None,
        speaker: Words = None,
        language: Words = None,
        min_confidence: float | None = None,
        text: str | None = None,
        most: int | None = None,
    ) -> Answer:
        """Events by day, with every column of the codebook; filters as those of `kawat query`: they hold together, and values of a
        list are alternatives. actor, recipient: a code ("RUS" finds "RUSGOV" too), a Wikidata item or part of a name. pair: both, in
        either direction. from_, to: days, months or years. most: at most so many rows."""
        request = _request("events", **self._filter(locals()), most=most)
        return Answer(self._connection, self._archive.sql(request))

    def pairs(self, *, from_: Day = None, to: Day = None, modality: Words = None, min_confidence: float | None = None) -> Rows:
        """Pairs of countries, those with most events first: pair, stories, events, quad1 … quad4 (events), goldstein (mean), first,
        last. What is `actual`, unless modality says otherwise."""
        return Rows(self._ask(_request("pairs", **self._filter(locals()))))

    def dyad(
        self,
        a: str,
        b: str,
        *,
        step: Literal["week", "month"] = "month",
        from_: Day = None,
        to: Day = None,
        count: Count = "stories",
        modality: Words = None,
        min_confidence: float | None = None,
        one_way: bool = False,
        interval: float = 0.9,
    ) -> Dyad:
        """The relation of two actors over time, as `kawat dyad` shows it. interval: probability of the intervals."""
        keys = {**self._filter(locals()), "a": a, "b": b, "step": step, "count": count, "one_way": one_way, "interval": interval}
        return Dyad(self._ask(_request("dyad", **keys)))

    def stories(
        self,
        a: str,
        b: str,
        *,
        from_: Day = None,
        to: Day = None,
        count: Count = "stories",
        modality: Words = None,
        min_confidence: float | None = None,
        one_way: bool = False,
        most: int = 20,
    ) -> Rows:
        """What is told of two actors, by most articles first: story_id, day, event_type, actor, recipient,
        articles, text, doc_id, outlet, title, url."""
        keys = {**self._filter(locals()), "a": a, "b": b, "count": count, "one_way": one_way, "most": most}
        return Rows(self._ask(_request("stories", **keys)))

    @staticmethod
    def _filter(given: dict[str, Any]) -> dict[str, Any]:
        """Keys of a request from the arguments of the methods above."""
        out: dict[str, Any] = {}
        for key in ("actor", "recipient", "pair", "type", "mode", "context", "modality", "place", "outlet", "speaker", "language"):
            if given.get(key) is not None:
                out[key] = _list(given[key])
        if given.get("quad") is not None:
            quad = given["quad"]
            out["quad"] = [str(q) for q in ([quad] if isinstance(quad, int) else quad)]
        if "pair" in out and len(out["pair"]) != 2:
            raise Error(401, "a pair is two actors", "pair", 'as ("IDN", "MYS")')
        out["from"], out["to"] = _day(given.get("from_")), _day(given.get("to"))
        for key in ("min_confidence", "text"):
            out[key] = given.get(key)
        return {k: v for k, v in out.items() if v is not None}

    def _ask(self, request: str) -> Any:
        def ask(sql: str) -> list[list[str | None]]:
            rows = self._connection.execute(sql).fetchall()
            return [[None if v is None else str(v) for v in row] for row in rows]

        return json.loads(self._archive.answer(request, ask))

    def __repr__(self) -> str:
        return f"<archive {self._folder}>"
