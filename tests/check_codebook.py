#!/usr/bin/env python3
"""The tables in docs/codebook.md are those of data/ontology: writes them again and compares."""
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
sys.exit(subprocess.run([sys.executable, str(root / "script" / "codebook"), "--check"]).returncode)
