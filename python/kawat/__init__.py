"""Kawat reads the news, Indonesian and English, and says who did what to whom, when, where, and according to whom.

    import kawat
    coder = kawat.Coder()
    events = coder.code("Presiden Joko Widodo bertemu dengan Presiden Prancis Emmanuel Macron di Bali.")
    for event in events:
        print(event["actor_name"], event["event_type"], event["recipient_name"])
    events.to_pandas()                    # or polars.DataFrame(events), pyarrow.table(events), duckdb.sql("FROM events")
    coder.explain("Iran condemned Israel.")          # a picture in a notebook

    archive = kawat.Archive("news/")      # needs kawat[archive]
    archive.dyad("PRK", "RUS").plot()

Columns are those of the codebook. What fails raises kawat.Error, whose `code` is the number of docs/errors.md. Nothing here goes to
the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._coder import Coder, Document, Stream
from ._error import Error
from ._events import Events, Skipped
from ._explanation import Explanation
from ._kawat import version as _version

if TYPE_CHECKING:
    from ._archive import Archive as Archive
    from ._archive import Dyad as Dyad

__version__: str = _version()

__all__ = ["Archive", "Coder", "Document", "Dyad", "Error", "Events", "Explanation", "Skipped", "Stream", "__version__"]

# What needs other packages is loaded when it is used, so that `import kawat` stays quick.
_LATER = {"Archive": "_archive", "Dyad": "_archive"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'kawat' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("." + _LATER[name], __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
