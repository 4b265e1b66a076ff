#!/usr/bin/env python3
"""Fetch the files of tools/libraries.txt that are not there yet, with npm as this machine has it set up.

usage: npm_files.py LIST FOLDER [--missing]      --missing: fetches nothing; exit 1 when something would be fetched
"""
import base64
import hashlib
import os
import pathlib
import platform
import subprocess
import sys
import tarfile
import tempfile


def wanted(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            package, architecture, member, name, integrity = line.split()
            if architecture in ("any", platform.machine()):
                yield package, member, name, integrity


def there(target, integrity):
    # The stamp is written last: a file without it was not written whole.
    stamp = pathlib.Path(f"{target}.from")
    return target.exists() and stamp.exists() and stamp.read_text().strip() == integrity


def fetch(package, member, target, integrity):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"--pack-destination={folder}", package], check=True, stdout=subprocess.DEVNULL)
        (packed,) = pathlib.Path(folder).glob("*.tgz")
        digest = hashlib.sha512(packed.read_bytes()).digest()
        if f"sha512-{base64.b64encode(digest).decode()}" != integrity:
            sys.exit(f"setup: {package} is not the one that tools/libraries.txt names; nothing of it is used")
        target.parent.mkdir(parents=True, exist_ok=True)
        part = pathlib.Path(f"{target}.part")
        with tarfile.open(packed) as archive:
            part.write_bytes(archive.extractfile(member).read())
        os.replace(part, target)
        pathlib.Path(f"{target}.from").write_text(integrity + "\n")


def main():
    names, flags = [a for a in sys.argv[1:] if a[:2] != "--"], [a for a in sys.argv[1:] if a[:2] == "--"]
    if len(names) != 2 or flags not in ([], ["--missing"]):
        sys.exit(__doc__)
    folder = pathlib.Path(names[1])
    for package, member, name, integrity in wanted(pathlib.Path(names[0])):
        if there(folder / name, integrity):
            continue
        if flags:
            return 1
        print(f"setup: fetching {package}", file=sys.stderr)
        try:
            fetch(package, member, folder / name, integrity)
        except subprocess.CalledProcessError as error:
            sys.exit(f"setup: npm cannot fetch {package} (exit {error.returncode})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
