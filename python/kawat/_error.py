"""The one exception of Kawat."""

from __future__ import annotations


class Error(Exception):
    """Something failed that has a number.

    code: the number in docs/errors.md, the same as the program prints. where: file and line, article, column; may be empty.
    what: in one clause. next: what to do about it; may be empty.
    """

    def __init__(self, code: int, what: str, where: str = "", next: str = "") -> None:
        self.code = code
        self.what = what
        self.where = where
        self.next = next
        super().__init__(code, what, where, next)

    def __str__(self) -> str:
        at = f" at {self.where}" if self.where else ""
        hint = f" ({self.next})" if self.next else ""
        return f"error {self.code}{at}: {self.what}{hint}"
