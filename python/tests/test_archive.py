from __future__ import annotations

import datetime
import io
import json
import pathlib
import subprocess
from typing import Any

import pyarrow
import pytest
from conftest import ROOT, as_program_has_it

import kawat


@pytest.fixture(scope="session")
def folder(program: str, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    out = tmp_path_factory.mktemp("archive") / "news"
    subprocess.run([program, "ingest", "-q", "-a", str(out), str(ROOT / "data/samples/history")], check=True, timeout=300)
    return out


@pytest.fixture(scope="session")
def archive(folder: pathlib.Path) -> kawat.Archive:
    return kawat.Archive(folder)


def of_program(program: str, verb: str, folder: pathlib.Path, *flags: str) -> list[dict[str, Any]]:
    done = subprocess.run([program, verb, "-q", "-a", str(folder), "--format", "jsonl", *flags], capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 3), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "filters, flags",
    [
        ({"pair": ("PRK", "RUS")}, ["--pair", "PRK,RUS"]),
        ({"actor": "AUS", "quad": [3, 4], "from_": "2013", "to": "2014-06"}, ["--actor", "AUS", "--quad", "3,4", "--from", "2013", "--to", "2014-06"]),
        ({"type": ["AGREE", "CONSULT"], "language": "id", "most": 7}, None),
        ({"text": "no such words anywhere"}, ["--text", "no such words anywhere"]),
    ],
)
def test_events(archive: kawat.Archive, program: str, folder: pathlib.Path, filters: dict[str, Any], flags: list[str] | None) -> None:
    answer = archive.events(**filters)
    rows = list(answer)
    assert len(answer) == len(rows)
    if flags is None:
        assert len(rows) == 7 and {r["language"] for r in rows} == {"id"}
        return
    expected = of_program(program, "query", folder, *flags)
    assert [as_program_has_it(r) for r in rows] == [as_program_has_it(r) for r in expected]
    assert bool(rows) == ("text" not in filters)


def test_answers_are_tables(archive: kawat.Archive) -> None:
    answer = archive.sql("SELECT event_type, count(*) AS n FROM events GROUP BY ALL ORDER BY n DESC, event_type;")
    assert pyarrow.table(answer).to_pylist() == list(answer)
    assert list(answer.to_pandas().columns) == ["event_type", "n"]
    assert "event_type" in answer._repr_html_()
    assert sum(r["n"] for r in answer) == len(archive.events())


def test_dyad(archive: kawat.Archive, program: str, folder: pathlib.Path) -> None:
    for flags, arguments in (([], {}), (["--step", "week", "--from", "2022", "--count", "rows"], {"step": "week", "from_": "2022", "count": "rows"})):
        expected = of_program(program, "dyad", folder, "PRK", "RUS", *flags)
        dyad = archive.dyad("PRK", "RUS", **arguments)
        periods = [r for r in expected if r["kind"] == "period"]
        changes = [r for r in expected if r["kind"] == "change"]
        assert len(dyad) == len(periods) > 10
        for row, mine in zip(periods, dyad.periods):
            assert {k: row[k] for k in mine} == as_program_has_it(mine)
        assert [c["start"] for c in changes] == [str(c["start"]) for c in dyad.changes]
        for row, mine in zip(changes, dyad.changes):
            assert row["mix"] == mine["mix"] and row["probability"] == mine["probability"]
    assert dyad.svg.startswith("<svg") and dyad._repr_html_() == dyad.svg and dyad.words
    frame = archive.dyad("PRK", "RUS").to_pandas()
    assert frame.index.name == "start" and (frame["level_low"] <= frame["level"]).all()
    nothing = archive.dyad("TUV", "NRU")
    assert len(nothing) == 0 and len(nothing.to_pandas()) == 0 and "0 stories" in nothing._repr_html_()


def test_plot(archive: kawat.Archive) -> None:
    import matplotlib

    matplotlib.use("svg")
    axes = archive.dyad("PRK", "RUS").plot()
    assert axes.get_title() == "PRK – RUS" and len(axes.lines) >= 1
    out = io.StringIO()
    axes.figure.savefig(out, format="svg")
    assert "<svg" in out.getvalue()


def test_pairs_and_stories(archive: kawat.Archive) -> None:
    pairs = archive.pairs()
    assert pairs == sorted(pairs, key=lambda p: (-p["events"], p["pair"]))
    assert {"IDN-MYS", "PRK-RUS"} <= {p["pair"] for p in pairs}
    one = next(p for p in pairs if p["pair"] == "PRK-RUS")
    assert sum(one[f"quad{q}"] for q in (1, 2, 3, 4)) == one["events"]
    stories = archive.stories("PRK", "RUS", most=5)
    assert len(stories) == 5 and all(s["text"] and s["day"] for s in stories)
    assert [s["articles"] for s in stories] == sorted((s["articles"] for s in stories), reverse=True)
    assert "<table" in stories._repr_html_()
    late = archive.stories("PRK", "RUS", from_=datetime.date(2023, 1, 1))
    assert late and min(s["day"] for s in late) >= "2023-01-01"


def test_grows(program: str, tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "news"
    samples = sorted((ROOT / "data/samples/history").glob("*.jsonl"))
    subprocess.run([program, "ingest", "-q", "-a", str(folder), str(samples[0])], check=True, timeout=120)
    archive = kawat.Archive(folder)
    before = len(archive.events())
    subprocess.run([program, "ingest", "-q", "-a", str(folder), str(samples[1])], check=True, timeout=120)
    assert len(archive.events()) == before
    archive.refresh()
    assert len(archive.events()) > before


def test_errors(archive: kawat.Archive, tmp_path: pathlib.Path) -> None:
    with pytest.raises(kawat.Error) as wrong:
        kawat.Archive(tmp_path / "nothing")
    assert wrong.value.code == 501
    for ask in (
        lambda: archive.events(from_="someday"),
        lambda: archive.events(pair=("IDN",)),  # type: ignore[arg-type]
        lambda: archive.dyad("", "RUS"),
        lambda: archive.dyad("PRK", "RUS", step="year"),  # type: ignore[arg-type]
    ):
        with pytest.raises(kawat.Error) as wrong:
            ask()
        assert wrong.value.code == 401
    # Quotation marks are no way into the SQL.
    assert len(archive.events(actor="x' OR true --")) == 0
