"""Tests of the Python package: `ctest -R python`, or PYTHONPATH=build/release/python build/python/bin/pytest.

KAWAT_PROGRAM: the program that answers are compared with (build/release/kawat where it is not set).
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
from typing import Any

import pytest

import kawat

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = [ROOT / "data/samples/news.jsonl", *sorted((ROOT / "data/samples/history").glob("a*.jsonl"))]


@pytest.fixture(scope="session")
def coder() -> kawat.Coder:
    return kawat.Coder()


@pytest.fixture(scope="session")
def articles() -> list[dict[str, Any]]:
    return [json.loads(line) for path in SAMPLES for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def program() -> str:
    path = os.environ.get("KAWAT_PROGRAM", str(ROOT / "build/release/kawat"))
    if not os.path.exists(path):
        pytest.fail(f"{path} is not built")
    return path


def as_program_has_it(row: dict[str, Any]) -> dict[str, Any]:
    """Days as text, empty text as null."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        out[name] = None if value == "" else value
    return out


def rows_of_program(program: str, *flags: str) -> list[dict[str, Any]]:
    done = subprocess.run([program, "code", "-q", "--format", "jsonl", *flags, *map(str, SAMPLES)], capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 4), done.stderr
    return [as_program_has_it(json.loads(line)) for line in done.stdout.splitlines()]
