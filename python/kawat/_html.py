"""Pictures for notebooks. Every word of an article is escaped; no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape as escape
from typing import Any

_TABLE = "border-collapse:collapse;font-size:90%"
_CELL = "padding:2px 8px;border-bottom:1px solid rgba(128,128,128,.3);text-align:left;vertical-align:top"


def cell(value: object) -> str:
    return "" if value is None else escape(str(value))


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], note: str) -> str:
    head = "".join(f'<th style="{_CELL}">{escape(c)}</th>' for c in columns)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{cell(row.get(c))}</td>' for c in columns) + "</tr>" for row in rows
    )
    return f'<table style="{_TABLE}"><caption>{escape(note)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


# Colours that hold on light and dark ground; a letter says the same for those who cannot tell them apart.
_MARKS = {
    "actor": ("A", "rgba(0,114,178,.30)"),
    "act": ("·", "rgba(213,94,0,.35)"),
    "recipient": ("B", "rgba(0,158,115,.30)"),
    "date": ("t", "rgba(204,121,167,.30)"),
}


def marked(text: str, begin: int, spans: Sequence[tuple[int, int, str]]) -> str:
    """`text`, which begins at `begin` in its article, with spans (begin, end, role) of the article marked. Of overlapping spans the
    first in the list stays."""
    taken: list[tuple[int, int, str]] = []
    for b, e, role in spans:
        b, e = max(b - begin, 0), min(e - begin, len(text))
        if b < e and all(e <= x or b >= y for x, y, _ in taken):
            taken.append((b, e, role))
    out, at = [], 0
    for b, e, role in sorted(taken):
        letter, colour = _MARKS[role]
        out.append(escape(text[at:b]))
        out.append(
            f'<mark title="{role}" style="background:{colour};color:inherit;border-radius:3px;padding:0 2px">'
            f'{escape(text[b:e])}<sub style="opacity:.7">{letter}</sub></mark>'
        )
        at = e
    out.append(escape(text[at:]))
    return "".join(out)


def event_lines(event: Mapping[str, Any]) -> str:
    """Who did what to whom, when, according to whom, by which rule."""

    def who(side: str) -> str:
        name, code = event.get(side + "_name"), event.get(side + "_code")
        return (cell(name) or "–") + (f" [{cell(code)}]" if code else "")

    what = str(event["event_type"]) + (f"/{event['event_mode']}" if event.get("event_mode") else "")
    when = event.get("date_start") or "undated"
    if event.get("date_end") and event["date_end"] != event.get("date_start"):
        when = f"{when} … {event['date_end']}"
    chain = " › ".join(str(s["name"]) for s in event.get("attribution") or [])
    parts = [f"<b>{escape(what)}</b> {who('actor')} → {who('recipient')}", cell(event.get("modality")), escape(str(when))]
    if event.get("place_name"):
        parts.append("in " + cell(event["place_name"]))
    if chain:
        parts.append("according to " + escape(chain))
    parts.append(f"confidence {event['confidence']:.2f}")
    parts.append(f"<code>{cell(event.get('rule'))}</code>")
    return "<div>" + " · ".join(p for p in parts if p) + "</div>"
