#!/usr/bin/env python3
"""Files of a folder as a C++ source, gzip-compressed, for src/serve/embedded.h. Run by the build.

usage: embed.py OUTPUT.cpp OPENAPI.json [FOLDER]       the folder may be missing: the program then has no page
"""
import gzip
import hashlib
import pathlib
import re
import sys

TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon",
         ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8", ".map": "application/json"}
HASHED = re.compile(r"[-.][0-9A-Za-z_]{8,}\.(js|css|json|svg|png)$")


def main():
    out, openapi = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    files = [("openapi.json", openapi)]
    if len(sys.argv) > 3 and pathlib.Path(sys.argv[3]).is_dir():
        root = pathlib.Path(sys.argv[3])
        files += [("/" + p.relative_to(root).as_posix(), p) for p in root.rglob("*") if p.is_file() and p.suffix != ".map"]
    files.sort(key=lambda f: f[0].encode())
    lines = ["// Written by tools/embed.py.", '#include "serve/embedded.h"', "", "namespace kawat::serve {", "namespace {", ""]
    rows = []
    for number, (path, file) in enumerate(files):
        content = file.read_bytes()
        packed = gzip.compress(content, 9, mtime=0)
        lines.append(f"constexpr unsigned char k{number}[] = {{")
        for at in range(0, len(packed), 40):
            lines.append(",".join(str(b) for b in packed[at:at + 40]) + ",")
        lines.append("};")
        kind = TYPES.get(file.suffix, "application/octet-stream")
        hashed = "true" if HASHED.search(path) else "false"
        rows.append(f'      {{"{path}", "{kind}", {{reinterpret_cast<const char*>(k{number}), sizeof k{number}}}, '
                    f'"{hashlib.sha256(content).hexdigest()[:16]}", {len(content)}, {hashed}}},')
    lines += ["", "}  // namespace", "", "std::span<const EmbeddedFile> embedded_files() {", "  static const EmbeddedFile all[] = {",
              *rows, "  };", "  return all;", "}", "", "}  // namespace kawat::serve", ""]
    text = "\n".join(lines)
    if not out.exists() or out.read_text(encoding="utf-8") != text:
        out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
