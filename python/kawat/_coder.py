"""From articles to events."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, fields
from typing import Any, Literal, Protocol, Union

from . import _kawat
from ._error import Error
from ._events import Events, Skipped
from ._explanation import Explanation
from ._progress import Progress

Copies = Literal["mark", "drop", "off"]


@dataclass
class Document:
    """One article. Only `text` is needed, or `html`, a web page, of which the article is taken.

    published: a day, as datetime.date or as text ("2024-10-08"). language: "id", "en"; told by the text where None. home: ISO 3166
    alpha-3 of those whose "Presiden", "DPR", "police" are meant.
    """

    text: str | None = None
    id: str | None = None
    title: str | None = None
    url: str | None = None
    published: str | datetime.date | None = None
    language: str | None = None
    outlet: str | None = None
    author: str | None = None
    home: str | None = None
    html: str | bytes | None = None


class ArrowStream(Protocol):
    """Tables of pyarrow, polars, pandas, DuckDB; record batch readers."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


class ArrowArray(Protocol):
    """A record batch of pyarrow."""

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...


Articles = Union[str, Document, Mapping[str, Any], Iterable[Union[str, Document, Mapping[str, Any]]], ArrowStream, ArrowArray]

_FIELDS = tuple(f.name for f in fields(Document))


def _text_of(field: str, value: object) -> str | bytes | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes) and field == "html":
        return value
    if isinstance(value, datetime.date):  # datetimes too
        return value.isoformat()[:10]
    if isinstance(value, int) and field in ("id", "published"):
        return str(value)
    if isinstance(value, float) and value != value:  # what pandas puts where nothing is
        return None
    raise Error(116, f"{field} is of type {type(value).__name__}", "articles", "give text")


def _columns(articles: Sequence[str | Document | Mapping[str, Any]]) -> dict[str, list[str | bytes | None]]:
    """Every name that stands in any article, each with a value or None for each article."""
    names: dict[str, None] = {}
    for a in articles:
        if isinstance(a, Mapping):
            names.update(dict.fromkeys(a))
        elif isinstance(a, str):
            names["text"] = None
        elif isinstance(a, Document):
            names.update(dict.fromkeys(_FIELDS))
        else:
            raise Error(116, f"an article of type {type(a).__name__}", "articles", "give str, dict or kawat.Document")
    out: dict[str, list[str | bytes | None]] = {}
    for name in names:
        values: list[object] = []
        for a in articles:
            if isinstance(a, str):
                values.append(a if name == "text" else None)
            elif isinstance(a, Document):
                values.append(getattr(a, name, None))
            else:
                values.append(a.get(name))
        if name in _FIELDS:
            out[name] = [_text_of(name, v) for v in values]
        elif all(v is None or isinstance(v, str) for v in values):
            out[name] = [v if isinstance(v, str) else None for v in values]  # perhaps a name of another program: "maintext"
    if "text" not in out and "html" not in out:
        out.setdefault("text", [None] * len(articles))
    return out


def _length(table: object) -> int | None:
    """Of a table, where it knows it."""
    return len(table) if isinstance(table, Sized) else None


class Coder:
    """Codes articles. Made once (some 0.3 s), used from as many threads as you like; the GIL is free while it works.

    languages: "id", ["id", "en"]: articles in others are skipped; one alone is taken for the language of articles that name none.
    None: all there are, told by the text.
    home: ISO 3166 alpha-3 of those whose "Presiden", "DPR", "police" are meant; None: as each article shows.
    outlet, published: of articles that do not say.
    actors: files with your own actors, which go before the shipped ones (docs/manual.md).
    min_confidence: events below are left out, 0 to 1.
    pack: compiled language data; None: $KAWAT_PACK, else what came with the package.

    Raises kawat.Error: 108 a language that is not there, 101 or 204 a file of actors that is missing or wrong, 112 a date that is
    none, 201 or 202 no language data.
    """

    def __init__(
        self,
        languages: str | Iterable[str] | None = None,
        *,
        home: str | None = None,
        outlet: str | None = None,
        published: str | datetime.date | None = None,
        actors: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
        min_confidence: float = 0.0,
        pack: str | os.PathLike[str] | None = None,
    ) -> None:
        if languages is not None and not isinstance(languages, str):
            languages = ",".join(languages)
        if isinstance(actors, (str, os.PathLike)):
            actors = [actors]
        if isinstance(published, datetime.date):
            published = published.isoformat()[:10]
        self._given = (languages, home, outlet, published, tuple(os.fspath(a) for a in actors), min_confidence, pack)
        self._coder = _kawat.Coder(
            os.fspath(pack) if pack is not None else None,
            languages,
            home,
            outlet,
            published,
            [os.fspath(a) for a in actors],
            min_confidence,
        )

    def code(
        self, articles: Articles, *, threads: int = 0, copies: Copies = "mark", progress: bool | None = None
    ) -> Events:
        """The events of articles: a text, a list of texts, dicts or Documents, or a table (anything with Arrow's C interface:
        pyarrow, polars, pandas, DuckDB), with columns named as the fields of Document or as other programs name them.

        threads: 0 = one for each core; the rows are the same for any number. copies: near-copies of earlier articles of this call
        are marked in `copy_of`, dropped (not coded), or not looked for. progress: a bar; None: where somebody looks at it.

        An article that cannot be coded is a row of `Events.skipped`. Raises kawat.Error 116 when the input is no table of articles.
        All rows are held in memory, about 1.5 kB each; `stream` holds one batch.
        """
        if isinstance(articles, (str, Document, Mapping)):
            articles = [articles]
        if hasattr(articles, "__arrow_c_stream__"):
            bar = Progress(progress, _length(articles))
            try:
                return Events(*self._coder.code_stream(articles.__arrow_c_stream__(), threads, copies, bar.tell))
            finally:
                bar.close()
        if hasattr(articles, "__arrow_c_array__"):
            bar = Progress(progress, _length(articles))
            try:
                schema, array = articles.__arrow_c_array__()
                return Events(*self._coder.code_array(schema, array, threads, copies, bar.tell))
            finally:
                bar.close()
        listed = articles if isinstance(articles, list) else list(articles)
        bar = Progress(progress, len(listed))
        try:
            return Events(*self._coder.code_columns(_columns(listed), len(listed), threads, copies, bar.tell))
        finally:
            bar.close()

    def stream(self, articles: ArrowStream, *, threads: int = 0, copies: Copies = "mark") -> Stream:
        """Like `code`, batch by batch as the result is read, so that memory stays small:

            reader = pyarrow.RecordBatchReader.from_stream(coder.stream(dataset.scanner().to_reader()))
        """
        if not hasattr(articles, "__arrow_c_stream__"):
            raise Error(116, f"{type(articles).__name__} is no Arrow stream", "articles", "use code() for lists")
        return Stream(self._coder, articles, threads, copies)

    def explain(
        self,
        text: str,
        *,
        title: str | None = None,
        published: str | datetime.date | None = None,
        language: str | None = None,
        outlet: str | None = None,
        home: str | None = None,
    ) -> Explanation:
        """Why each event of one text was coded, and what was turned down. Raises kawat.Error for a text that cannot be coded: 106
        empty, 108 of a language that is not there."""
        if isinstance(published, datetime.date):
            published = published.isoformat()[:10]
        if "\0" in text:
            raise Error(110, "the text holds a NUL byte", "", "remove the NUL bytes")
        return Explanation(self._coder.explain(text, title, published, language, outlet, home))

    def __repr__(self) -> str:
        return f"<kawat.Coder of {self._given[0] or 'all languages'}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent to another process, it is made there anew from the same arguments."""
        return _make, self._given


def _make(
    languages: str | None,
    home: str | None,
    outlet: str | None,
    published: str | None,
    actors: tuple[str, ...],
    min_confidence: float,
    pack: str | None,
) -> Coder:
    return Coder(
        languages, home=home, outlet=outlet, published=published, actors=actors, min_confidence=min_confidence, pack=pack
    )


class Stream:
    """Events that are coded while they are read, once. Give it to whoever takes Arrow streams."""

    def __init__(self, coder: _kawat.Coder, articles: ArrowStream, threads: int, copies: Copies) -> None:
        self._coder = coder
        self._articles: ArrowStream | None = articles
        self._threads = threads
        self._copies = copies
        self._skipped = _kawat.no_skipped()

    @property
    def skipped(self) -> Skipped:
        """The articles that could not be coded, of those read until now."""
        return Skipped(self._skipped)

    def __arrow_c_schema__(self) -> object:
        return _kawat.no_events().schema_capsule()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        if self._articles is None:
            raise Error(116, "this stream was read before", "", "make a new one, or use code()")
        articles, self._articles = self._articles, None
        return self._coder.lazy_stream(articles.__arrow_c_stream__(), self._threads, self._copies, self._skipped)
