from __future__ import annotations

import datetime
import json
import pathlib
import pickle
import subprocess
import sys
import threading
from typing import Any

import pytest
from conftest import as_program_has_it, rows_of_program

import kawat

CONDEMNED = "Iran condemned Israel on Monday."
MET = "Presiden Joko Widodo bertemu dengan Presiden Prancis Emmanuel Macron di Bali."


def acts(events: Any) -> list[tuple[str, str, str]]:
    return [(e["actor_code"], e["event_type"], e["recipient_code"]) for e in events]


def test_one_text(coder: kawat.Coder) -> None:
    events = coder.code(CONDEMNED)
    assert acts(events) == [("IRN", "ACCUSE", "ISR")]
    assert len(events) == 1 and events[0]["doc_id"] == "0" and events[-1] == events[0]
    assert events[0]["evidence_text"] == CONDEMNED
    with pytest.raises(IndexError):
        events[1]


def test_kinds_of_articles(coder: kawat.Coder) -> None:
    events = coder.code(
        [
            CONDEMNED,
            {"id": 17, "text": MET, "published": datetime.date(2022, 11, 15), "outlet": "Warta Selat"},
            kawat.Document(text=CONDEMNED, id="c", published="2024-10-08"),
            kawat.Document(id="page", html=f"<html><body><article><p>{CONDEMNED} It said so in a statement, which was "
                           "long and clear, and which nobody answered.</p></article></body></html>".encode()),
            {"maintext": CONDEMNED, "date_publish": "2024-10-08 11:00:00"},
        ],
        copies="off",
    )
    assert [e["doc_id"] for e in events] == ["0", "17", "17", "c", "page", "4"]
    by_id = {e["doc_id"]: e for e in events}
    assert by_id["17"]["published"] == datetime.date(2022, 11, 15)
    assert by_id["17"]["attribution"] == [{"name": "Warta Selat", "code": None, "kind": "outlet", "text": None}]
    # 8 October 2024 is a Tuesday: "on Monday" is the day before.
    assert by_id["c"]["date_start"] == datetime.date(2024, 10, 7) == by_id["4"]["date_start"]
    assert len(events.skipped) == 0


def test_same_rows_as_the_program(coder: kawat.Coder, articles: list[dict[str, Any]], program: str) -> None:
    expected = rows_of_program(program)
    assert len(expected) > 10
    for threads in (1, 3):
        assert [as_program_has_it(e) for e in coder.code(articles, threads=threads)] == expected
    assert coder.code(articles).columns == list(expected[0])


def test_many_articles_keep_their_order(coder: kawat.Coder, articles: list[dict[str, Any]]) -> None:
    many = [{**a, "id": f"{n}-{a['id']}"} for n in range(12) for a in articles]
    one, four = coder.code(many, threads=1, copies="off"), coder.code(many, threads=4, copies="off")
    assert len(one) == 12 * len(coder.code(articles, copies="off"))
    assert list(one) == list(four)
    marked = coder.code(many, threads=4)
    assert sum(e["copy_of"] is not None for e in marked) > len(marked) / 2
    dropped = coder.code(many, threads=4, copies="drop")
    assert list(dropped) == [e for e in marked if e["copy_of"] is None]


def test_what_cannot_be_coded_is_told(coder: kawat.Coder) -> None:
    events = coder.code(["", "\ud800 half a pair", {"id": "nul", "text": "a\0b"}, {"id": "none"}, {"id": "long", "text": "a " * 3_000_000}, CONDEMNED])
    assert acts(events) == [("IRN", "ACCUSE", "ISR")]
    assert [(s["row"], s["id"], s["number"], s["reason"]) for s in events.skipped] == [
        (0, "0", 106, "empty_document"),
        (1, "1", 103, "not_utf8"),
        (2, "nul", 110, "nul_bytes"),
        (3, "none", 107, "no_text_field"),
        (4, "long", 105, "line_too_long"),
    ]
    assert all(s["what"] for s in events.skipped)


def test_options() -> None:
    only = kawat.Coder("id")
    assert acts(only.code(MET)) == [("IDNGOV", "CONSULT", "FRAGOV"), ("FRAGOV", "CONSULT", "IDNGOV")]
    skipped = only.code({"text": CONDEMNED, "language": "en"}).skipped
    assert [s["number"] for s in skipped] == [108]
    both = kawat.Coder(["id", "en"])
    assert len(both.code([MET, CONDEMNED])) == 3
    police = "Polisi menangkap seorang mahasiswa."
    assert {e["actor_code"] for e in kawat.Coder("id", home="MYS").code(police)} == {"MYSCOP"}
    dated = kawat.Coder(published=datetime.date(2024, 10, 8), outlet="Example Wire").code(CONDEMNED)[0]
    assert (dated["published"], dated["outlet"]) == (datetime.date(2024, 10, 8), "Example Wire")
    assert len(kawat.Coder(min_confidence=1.0).code(CONDEMNED)) == 0


def test_own_actors(tmp_path: pathlib.Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text("# name\tcountry\tsector\tfrom\tto\taliases\twikidata\nZork Brotherhood\tSYR\tREB\n", encoding="utf-8")
    text = "The Zork Brotherhood condemned Israel."
    assert [e["actor_code"] for e in kawat.Coder("en", actors=table).code(text)] == ["SYRREB"]
    with pytest.raises(kawat.Error) as wrong:
        kawat.Coder(actors=tmp_path / "missing.tsv")
    assert wrong.value.code == 101


def test_errors_have_their_numbers(coder: kawat.Coder) -> None:
    with pytest.raises(kawat.Error) as wrong:
        kawat.Coder("xx")
    assert wrong.value.code == 108 and "xx" in wrong.value.what and wrong.value.next
    assert str(wrong.value).startswith("error 108: ")
    with pytest.raises(kawat.Error) as wrong:
        kawat.Coder(pack="/nowhere/kawat.pack")
    assert wrong.value.code == 201
    with pytest.raises(kawat.Error) as wrong:
        kawat.Coder(published="someday")
    assert wrong.value.code == 112
    with pytest.raises(kawat.Error) as wrong:
        coder.code([7])  # type: ignore[list-item]
    assert wrong.value.code == 116
    with pytest.raises(ValueError):
        coder.code(CONDEMNED, copies="perhaps")  # type: ignore[arg-type]
    again = pickle.loads(pickle.dumps(wrong.value))
    assert (again.code, again.what) == (wrong.value.code, wrong.value.what)


def test_goes_to_other_processes() -> None:
    again = pickle.loads(pickle.dumps(kawat.Coder("id", home="MYS")))
    assert {e["actor_code"] for e in again.code("Polisi menangkap seorang mahasiswa.")} == {"MYSCOP"}


def test_threads_share_a_coder(coder: kawat.Coder, articles: list[dict[str, Any]]) -> None:
    expected = list(coder.code(articles))
    answers: list[Any] = [None] * 6

    def work(i: int) -> None:
        answers[i] = list(coder.code(articles, threads=1 + i % 2))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert all(a == expected for a in answers)


def test_the_lock_is_free_while_it_works(coder: kawat.Coder, articles: list[dict[str, Any]]) -> None:
    many = articles * 10
    ticks = 0
    worker = threading.Thread(target=lambda: coder.code(many, threads=1, copies="off"))
    worker.start()
    while worker.is_alive():
        ticks += 1
        worker.join(0.001)
    assert ticks > 5


def test_stops_when_progress_raises(coder: kawat.Coder, articles: list[dict[str, Any]]) -> None:
    class Enough(Exception):
        pass

    def tell(done: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        coder._coder.code_columns({"text": [a["text"] for a in articles] * 20}, len(articles) * 20, 2, "off", tell)
    told: list[int] = []
    coder._coder.code_columns({"text": [a["text"] for a in articles]}, len(articles), 2, "mark", told.append)
    assert told[-1] == len(articles) and told == sorted(told)


def test_pictures_escape_what_articles_say(coder: kawat.Coder) -> None:
    text = 'Iran condemned Israel on Monday, <script>alert("x")</script> said the "& company".'
    for html in (coder.explain(text)._repr_html_(), coder.code(text)._repr_html_()):
        assert "<script" not in html and "&lt;script&gt;" in html and "&amp; company" in html
    html = coder.explain(text, published="2024-10-08")._repr_html_()
    for role, words in (("actor", "Iran"), ("act", "condemned"), ("recipient", "Israel"), ("date", "Monday")):
        assert f'title="{role}"' in html and f">{words}<sub" in html
    assert "2024-10-07" in html
    assert "empty_document" in coder.code("").skipped._repr_html_()


def test_explanation(coder: kawat.Coder, program: str) -> None:
    # Characters beyond the first plane: spans count code points.
    text = "😀 Iran condemned Israel on Monday."
    e = coder.explain(text, published=datetime.date(2024, 10, 8), outlet="Example Wire")
    assert e.text == text and e.language == "en"
    event = e.events[0]
    assert e.text[event["actor_begin"] : event["actor_end"]] == "Iran" == event["actor_text"]
    assert event["date_start"] == "2024-10-07"
    assert "ACCUSE" in str(e) and e.sentences[0]["tokens"]
    done = subprocess.run(
        [program, "explain", "-s", text, "--date", "2024-10-08", "--outlet", "Example Wire", "--format", "json"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == e.to_dict()
    with pytest.raises(kawat.Error) as wrong:
        coder.explain("  ")
    assert wrong.value.code == 106
    with pytest.raises(kawat.Error) as wrong:
        coder.explain("a\0b")
    assert wrong.value.code == 110


def test_import_is_quick_and_takes_nothing_along() -> None:
    script = "import sys, kawat; print([m for m in ('pandas', 'pyarrow', 'numpy', 'duckdb', 'polars', 'pyspark', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
