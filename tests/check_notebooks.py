#!/usr/bin/env python3
"""The notebooks of docs/notebooks run from top to bottom, on an archive of the sample articles, and hold no output of somebody's machine.

usage: check_notebooks.py KAWAT [NAME…]      with the Python package on PYTHONPATH; build/python/bin/python3 has what they import
"""
import ast
import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile
import time
import traceback

os.environ["MPLBACKEND"] = "agg"
ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(source, where, names):
    """A cell, as a notebook runs it: the value of a last expression is shown, unless a semicolon ends it."""
    tree = ast.parse(source, where)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, where, "exec"), names)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), where, "eval"), names)
        if value is not None and not source.rstrip().endswith(";"):
            html = getattr(value, "_repr_html_", None)
            if not (html() if html else repr(value)):
                raise ValueError("the cell shows nothing")


def main(kawat, names):
    os.environ["KAWAT_PROGRAM"] = str(kawat)
    paths = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))
    paths = [p for p in paths if not names or p.stem in names]
    bad = [] if paths else ["docs/notebooks: no notebook"]
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        os.chdir(folder)  # one archive for all of them
        for path in paths:
            began, shown = time.monotonic(), path.relative_to(ROOT)
            book = json.loads(path.read_text(encoding="utf-8"))
            space = {"__name__": "__main__"}
            if len({c["id"] for c in book["cells"]}) != len(book["cells"]):
                bad.append(f"{shown}: two cells with one id")
            for number, cell in enumerate(book["cells"], 1):
                if cell["cell_type"] != "code":
                    continue
                if cell["outputs"] or cell["execution_count"] is not None:
                    bad.append(f"{shown}: cell {number} holds output; clear it")
                said = io.StringIO()
                try:
                    with contextlib.redirect_stdout(said):
                        run("".join(cell["source"]), f"{shown}, cell {number}", space)
                except Exception:
                    bad.append(f"{shown}: cell {number} failed\n{said.getvalue()}{traceback.format_exc()}")
                    break
            print(f"{shown}: {time.monotonic() - began:.1f} s")
        os.chdir(ROOT)
    print("\n".join(bad) if bad else f"notebooks: {len(paths)} run")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]))
