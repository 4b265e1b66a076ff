#!/usr/bin/env python3
"""docs/api.md out of src/serve/openapi.json.

usage: api_doc.py           writes it
       api_doc.py --check   exits 1 when it is not what would be written
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
API = json.loads((ROOT / "src/serve/openapi.json").read_text(encoding="utf-8"))

HEAD = """<!-- Written by tools/api_doc.py out of src/serve/openapi.json. -->
# API

`kawat serve -a DIR` answers at `http://127.0.0.1:8080/api/v1`; [the manual](manual.md#kawat-serve--a-dir-an-archive-over-http) says how
to start it. The description for programs (OpenAPI 3.1) is `/api/v1/openapi.json`.

    curl 'http://127.0.0.1:8080/api/v1/pairs/PRK/RUS?step=month'
    curl 'http://127.0.0.1:8080/api/v1/stories?pair=RUS,UKR&type=ASSAULT&from=2022-02&limit=10'
    curl -o events.csv 'http://127.0.0.1:8080/api/v1/events.csv?actor=IDN&from=2023'
    curl -H 'Content-Type: application/json' -d '{"text": "Iran condemned Israel."}' http://127.0.0.1:8080/api/v1/code

- **Lists** are `{"items": […], "total": N, "next": "…"}`; give `next` back for the following page, without looking into it. With `.json`,
  `.csv`, `.jsonl` or `.parquet` behind the address a list is a file with all of it (or `limit` items).
- **Errors** are `application/problem+json` (RFC 9457); `code` is a number of [errors.md](errors.md).
- **ETag**: every answer that depends on the archive alone has one; `If-None-Match` with it costs nothing until the archive changes.
- **Token**: where the server was started with one, `Authorization: Bearer TOKEN`; a browser opens `/?token=TOKEN` once.
- Bodies come packed with gzip or zstd where `Accept-Encoding` allows. `POST` wants `Content-Type: application/json`.
- A parameter that an endpoint does not know is an error, not silence.
- Outside of the base: `/healthz` (it lives), `/readyz` (the archive is read), `/metrics` (Prometheus), `/` (the page).

"""


def resolve(x):
    while "$ref" in x:
        at = API
        for part in x["$ref"].removeprefix("#/").split("/"):
            at = at[part]
        x = at
    return x


def kind(schema, links=True):
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        return f"[{name}](#{name.lower()})" if links else name
    kinds = schema.get("type", "")
    if isinstance(kinds, list):
        rest = [k for k in kinds if k != "null"]
        return kind({**schema, "type": rest[0]}, links) + ("?" if "null" in kinds else "")
    if "enum" in schema:
        return ", ".join(f"`{v}`" for v in schema["enum"])
    if kinds == "array":
        items = schema.get("items", {})
        return "list of " + ("objects" if items.get("type") == "object" else kind(items, links))
    return kinds


def fields(schema, prefix=""):
    rows = []
    for name, f in schema["properties"].items():
        rows.append(f"| `{prefix}{name}` | {kind(f)} | {resolve(f).get('description', '') if '$ref' not in f else ''} |")
        inner = f.get("items", f)
        if inner.get("type") == "object" and "properties" in inner:
            rows += fields(inner, f"{prefix}{name}{'[]' if f.get('type') == 'array' else ''}.")
    return rows


def answer_of(op):
    for status, r in op["responses"].items():
        if status.startswith("2"):
            (media, content), = r["content"].items()
            schema = content["schema"]
            if "$ref" in schema:
                return kind(schema)
            items = schema.get("properties", {}).get("items")
            if items:
                return "list of " + (kind(items["items"]) if "$ref" in items["items"] else "rows")
            return media if media != "application/json" else "object"
    return ""


def main():
    out = [HEAD + "## Endpoints\n"]
    for path, methods in API["paths"].items():
        for method, op in methods.items():
            out.append(f"### `{method.upper()} {path}`\n\n{op['summary'][0].upper()}{op['summary'][1:]}. Answer: {answer_of(op)}."
                       + (" Also as a file." if op.get("x-list") else ""))
            if "requestBody" in op:
                out[-1] += f" Body: {kind(op['requestBody']['content']['application/json']['schema'])}."
            names = [resolve(p) for p in op["parameters"]]
            if names:
                out.append("\n" + "\n".join(["| parameter | | |", "|---|---|---|"]
                           + [f"| `{p['name']}` | {kind(p['schema'])} | {p['description']} |" for p in names]))
            out.append("")
    out.append("## Objects\n\nA `?` means that it may be null.\n")
    for name, schema in API["components"]["schemas"].items():
        out.append(f"### {name}\n")
        if schema.get("description"):
            out.append(schema["description"] + "\n")
        if name == "Event":
            out.append("Fields: every column of the [codebook](codebook.md), with their types.\n")
            continue
        out.append("| field | type | |\n|---|---|---|\n" + "\n".join(fields(schema)) + "\n")
    text = re.sub(r" +\n", "\n", "\n".join(out)).rstrip() + "\n"
    target = ROOT / "docs/api.md"
    if "--check" in sys.argv:
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            print("docs/api.md:1: is not what src/serve/openapi.json says; run tools/api_doc.py")
            return 1
        print("api: as described")
        return 0
    target.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
