"""Why each event of a text was coded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ._html import escape, event_lines, marked


class Explanation:
    """Sentences with their words and actors, the events found in them, and what was turned down and why.

    Spans count characters of `text`, the end not included. In a notebook it shows itself with the words marked.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._data: dict[str, Any] = json.loads(source)

    @property
    def text(self) -> str:
        """What was read; for a web page, its article."""
        return str(self._data["text"])

    @property
    def language(self) -> str:
        """"id" or "en"."""
        return str(self._data["language"])

    @property
    def sentences(self) -> list[dict[str, Any]]:
        """span, text, parsed, tokens, actors, rejected; as `kawat explain --format json` prints them."""
        return list(self._data["sentences"])

    @property
    def events(self) -> list[dict[str, Any]]:
        """Rows of the codebook; days are strings."""
        return list(self._data["events"])

    def to_dict(self) -> dict[str, Any]:
        """Everything, as plain Python values of its own."""
        data: dict[str, Any] = json.loads(self._source)
        return data

    def to_json(self) -> str:
        return self._source

    def __repr__(self) -> str:
        return f"<explanation: {len(self.sentences)} sentences, {len(self.events)} events>"

    def __str__(self) -> str:
        lines = []
        for number, sentence in enumerate(self.sentences):
            lines.append(sentence["text"])
            for e in self._of(number):
                what = e["event_type"] + (f"/{e['event_mode']}" if e["event_mode"] else "")
                who = e["actor_name"] or "-"
                whom = e["recipient_name"] or "-"
                lines.append(f"  {what}: {who} → {whom}, {e['modality']}, {e['date_start'] or 'undated'} ({e['rule']})")
            lines.extend(f"  not {r['event_type']}: {r['reason']} ({r['rule']})" for r in sentence["rejected"])
        return "\n".join(lines)

    def _of(self, sentence: int) -> list[dict[str, Any]]:
        return [e for e in self._data["events"] if e["sentence"] == sentence]

    def _repr_html_(self) -> str:
        out = ['<div style="line-height:1.6">']
        for number, sentence in enumerate(self.sentences):
            events = self._of(number)
            begin = sentence["span"][0]
            if not events:
                out.append(f'<p style="margin:.3em 0;opacity:.75">{escape(sentence["text"])}{_turned_down(sentence)}</p>')
                continue
            # One line of text for each act, so that no mark hides another.
            seen = set()
            for event in events:
                key = (event["trigger_begin"], event["event_type"])
                if key in seen:
                    continue
                seen.add(key)
                same = [e for e in events if (e["trigger_begin"], e["event_type"]) == key]
                out.append(f'<p style="margin:.6em 0 .2em">{marked(sentence["text"], begin, _spans(same, self.text, sentence))}</p>')
                out.extend(event_lines(e) for e in same)
            out.append(_turned_down(sentence))
        out.append("</div>")
        return "".join(out)


def _spans(events: list[dict[str, Any]], text: str, sentence: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    for role, side in (("act", "trigger"), ("actor", "actor"), ("recipient", "recipient")):
        for e in events:
            if e[side + "_begin"] is not None:
                out.append((e[side + "_begin"], e[side + "_end"], role))
    for e in events:
        begin, end = sentence["span"]
        at = text.find(e["date_text"], begin, end) if e["date_text"] else -1
        if at >= 0:
            out.append((at, at + len(e["date_text"]), "date"))
    return out


def _turned_down(sentence: Mapping[str, Any]) -> str:
    return "".join(
        f'<div style="opacity:.75;font-size:90%">not {escape(r["event_type"])}: {escape(r["reason"])} '
        f'<code>{escape(r["rule"])}</code></div>'
        for r in sentence["rejected"]
    )
