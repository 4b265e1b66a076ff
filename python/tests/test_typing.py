"""The package is typed: mypy --strict finds nothing, neither in it nor in a caller."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

from conftest import ROOT

CALLER = """
import datetime
import kawat

coder = kawat.Coder(["id", "en"], home="IDN")
events: kawat.Events = coder.code([kawat.Document(text="a", published=datetime.date.today()), "b", {"text": "c"}])
names: list[str] = events.columns
text: str = coder.explain("d").text
number: int = kawat.Error(1, "x").code
coder.code("e", copies="drop", threads=2)
coder.code("e", copies="perhaps")  # error
events.nothing  # error
"""


def test_strictly_typed(tmp_path: pathlib.Path) -> None:
    caller = tmp_path / "caller.py"
    caller.write_text(CALLER, encoding="utf-8")
    cache = ["--cache-dir", str(ROOT / "build/mypy")]
    command = [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), *cache]
    done = subprocess.run([*command], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    done = subprocess.run(
        [*command, str(caller)], cwd=ROOT, capture_output=True, text=True, timeout=600, env={**os.environ, "MYPYPATH": str(ROOT / "python")}
    )
    wrong = {int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line}
    expected = {n for n, line in enumerate(CALLER.splitlines(), 1) if "# error" in line}
    assert wrong == expected, done.stdout + done.stderr
