"""A progress bar: tqdm where it is installed, else one line on stderr; none where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

Tell = Callable[[int], None]


def _somebody_looks() -> bool:
    # A notebook has no terminal, but shows what is written.
    return sys.stderr is not None and (sys.stderr.isatty() or "ipykernel" in sys.modules)


class Progress:
    """Told how many articles are done; shows it when that takes longer than half a second."""

    def __init__(self, wanted: bool | None, total: int | None) -> None:
        self._wanted = _somebody_looks() if wanted is None else wanted
        self._total = total
        self._start = self._last = time.monotonic()
        self._bar: Tell | None = None
        self._close: Callable[[], None] = lambda: None

    def tell(self, done: int) -> None:
        now = time.monotonic()
        if not self._wanted or now - self._start < 0.5 or (now - self._last < 0.2 and done != self._total):
            return
        self._last = now
        if self._bar is None:
            self._bar, self._close = self._open()
        self._bar(done)

    def _open(self) -> tuple[Tell, Callable[[], None]]:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return self._plain, lambda: print(file=sys.stderr)
        bar = tqdm(total=self._total, unit=" articles", file=sys.stderr)

        def tell(done: int) -> None:
            bar.update(done - bar.n)

        return tell, bar.close

    def _plain(self, done: int) -> None:
        rate = done / max(time.monotonic() - self._start, 1e-9)
        of = f" of {self._total}" if self._total is not None else ""
        left = f", {(self._total - done) / rate:.0f} s left" if self._total is not None and rate > 0 else ""
        print(f"\r{done}{of} articles, {rate:.0f} a second{left}   ", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        self._close()
