#!/usr/bin/env python3
"""kawat serve, against the program on the sample archive: every endpoint against its description, paging, ETags, packing, formats,
errors, tokens, limits, a growing archive, corrections, the end at SIGTERM, and requests that make no sense.

usage: check_serve.py KAWAT [--fuzz SECONDS] [--seed N]        also run with more time under the sanitizers
"""
import argparse
import csv
import gzip
import http.client
import io
import json
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
HISTORY = ROOT / "data/samples/history"
bad = []


def check(ok, what):
    if not ok:
        bad.append(what)
        print(f"check_serve: {what}", file=sys.stderr)
    return ok


# --- the description, and whether an answer is as it says -------------------------------------------------------------------------

API = json.loads((ROOT / "src/serve/openapi.json").read_text(encoding="utf-8"))
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def faults(value, schema, at="$"):
    """The part of JSON Schema that openapi.json uses."""
    if "$ref" in schema:
        schema = resolve(schema["$ref"])
    kinds = schema.get("type")
    if kinds:
        kinds = kinds if isinstance(kinds, list) else [kinds]
        fits = any((k == "integer" and isinstance(value, int) and not isinstance(value, bool))
                   or (k == "number" and isinstance(value, (int, float)) and not isinstance(value, bool))
                   or (k in TYPES and isinstance(value, TYPES[k])) for k in kinds)
        if not fits:
            return [f"{at}: {value!r:.60} is no {'|'.join(kinds)}"]
    if value is None:
        return []
    out = []
    if "enum" in schema and value not in schema["enum"]:
        out.append(f"{at}: {value!r:.60} is none of {schema['enum']}")
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            out.append(f"{at}: {value!r:.60} does not fit {schema['pattern']}")
        if len(value) < schema.get("minLength", 0):
            out.append(f"{at}: too short")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            out.append(f"{at}: {value} is out of range")
    if isinstance(value, dict):
        fields = schema.get("properties", {})
        out += [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
        if schema.get("additionalProperties") is False:
            out += [f"{at}: {name} is not described" for name in value if name not in fields]
        for name, v in value.items():
            if name in fields:
                out += faults(v, fields[name], f"{at}.{name}")
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            out.append(f"{at}: too few")
        for i, v in enumerate(value):
            out += faults(v, schema.get("items", {}), f"{at}[{i}]")
            if len(out) > 5:
                break
    return out


def resolve(ref):
    at = API
    for part in ref.removeprefix("#/").split("/"):
        at = at[part]
    return at


# --- a server and its client ------------------------------------------------------------------------------------------------------

class Server:
    def __init__(self, kawat, archive, *flags):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([kawat, "serve", "-a", str(archive), "--port", "0", *flags], stdout=subprocess.PIPE,
                                        stderr=self.log)
        line = self.process.stdout.readline().decode()
        if not line:
            self.log.seek(0)
            raise SystemExit("the server did not start: " + self.log.read().decode())
        self.port = int(re.search(r":(\d+)/", line).group(1))
        self.token = None
        for _ in range(600):
            if self.get("/readyz")[0] == 200:
                return
            time.sleep(0.1)
        raise SystemExit("the server does not become ready")

    def request(self, method, path, body=None, headers=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        headers = dict(headers or {})
        if self.token and "Authorization" not in headers:
            headers["Authorization"] = "Bearer " + self.token
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, data

    def get(self, path, **headers):
        return self.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def json(self, path, status=200):
        got, headers, data = self.get("/api/v1" + path)
        if not check(got == status, f"GET {path}: {got} instead of {status}: {data[:300]!r}"):
            return {}
        kind = "application/json" if status == 200 else "application/problem+json"
        check(headers["content-type"] == kind, f"GET {path}: Content-Type {headers['content-type']}")
        return json.loads(data)

    def alive(self):
        return self.process.poll() is None

    def stop(self, expect=0):
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = "none"
        self.process.stdout.close()
        check(code == expect, f"SIGTERM: exit code {code} instead of {expect}")

    def lines(self):
        self.log.seek(0)
        return self.log.read().decode().splitlines()


def ingest(kawat, archive, *files):
    done = subprocess.run([kawat, "ingest", "-a", str(archive), "--keep-text", "-q", *map(str, files)], capture_output=True, text=True)
    if done.returncode not in (0, 4):
        raise SystemExit("ingest failed: " + done.stderr)


# --- what is checked --------------------------------------------------------------------------------------------------------------

def endpoints(server):
    """Every GET of the description, with ids out of the lists, and the answers against their schema."""
    story = server.json("/stories?limit=1&order=told")["items"][0]
    event = server.json("/events?limit=1")["items"][0]
    document = server.json("/documents?limit=1")["items"][0]
    pair = server.json("/pairs?limit=1")["items"][0]
    known = {"/actors/{code}": {"code": pair["a"]}, "/pairs/{a}/{b}": pair, "/pairs/{a}/{b}/stories": pair,
             "/stories/{id}": {"id": story["story_id"]}, "/events/{id}": {"id": event["event_id"]},
             "/documents/{id}": {"id": document["doc_id"]}}
    for path, methods in API["paths"].items():
        if "get" not in methods or path in ("/openapi.json", "/sql", "/corrections/export"):
            continue
        address = re.sub(r"\{(\w+)\}", lambda m, p=path: urllib.parse.quote(str(known[p][m.group(1)]), safe=""), path)
        got = server.json(address)
        schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for fault in faults(got, schema)[:5]:
            check(False, f"GET {address}: {fault}")
        # A parameter that is described is taken; another one is not.
        for p in methods["get"]["parameters"]:
            p = resolve(p["$ref"]) if "$ref" in p else p
            if p["in"] != "query" or p["name"] == "next":
                continue
            value = {"from": "2000", "to": "2030-12", "limit": "3", "count": "rows", "step": "week", "order": "oldest", "q": "a",
                     "periods": "6", "actor": "RUS", "recipient": "UKR", "pair": "RUS,UKR", "type": "ASSAULT,CONSULT", "mode": "visit",
                     "context": "military", "quad": "1,2", "modality": "actual", "place": "UKR", "outlet": "a", "speaker": "a",
                     "language": "id,en", "min_confidence": "0.5", "text": "di"}[p["name"]]
            with_it = server.json(f"{address}?{p['name']}={value}")
            for fault in faults(with_it, schema)[:3]:
                check(False, f"GET {address}?{p['name']}={value}: {fault}")
        server.json(address + "?nonsense=1", 400)
    unknown = server.json("/nothing", 404)
    check(not faults(unknown, API["components"]["schemas"]["Problem"]) and unknown.get("code") == 704, "404 is no problem of RFC 9457")
    for path in ("/stories/nobody", "/events/nobody", "/documents/nobody", "/actors/QQQ", "/pairs/QQQ/ZZZ"):
        check(server.json(path, 404).get("code") == 402, f"{path}: no error 402")
    for path in ("/events?quad=9", "/events?from=yesterday", "/events?limit=0", "/events?limit=5000", "/stories?next=%21", "/events?type=X",
                 "/events?from=2024&from=2025", "/pairs/RUS/RUS"):
        check(server.json(path, 400).get("code") == 401, f"{path}: no error 401")
    status, headers, _ = server.request("POST", "/api/v1/events", "{}")
    check(status == 405 and headers.get("allow") == "GET", "POST /events is not 405 with Allow")
    status, headers, data = server.request("HEAD", "/api/v1/overview")
    check(status == 200 and data == b"" and int(headers["content-length"]) > 100, "HEAD of overview")
    check(json.loads(server.get("/api/v1/openapi.json")[2]) == API, "the description that is served is another one")
    # What a story says of itself is what its sources say.
    whole = server.json("/stories/" + story["story_id"])
    check(len({s["doc_id"] for s in whole["sources"]}) == story["documents"], "a story's documents and sources differ")
    check(all(s["story_id"] == story["story_id"] for s in whole["sources"]), "a source of another story")
    text = server.json("/documents/" + urllib.parse.quote(whole["sources"][0]["doc_id"], safe=""))["text"]
    source = whole["sources"][0]
    check(text[source["evidence_begin"]:source["evidence_end"]] == source["evidence_text"], "spans are no code points of the text")
    overview = server.json("/overview")
    check(overview["events"] == server.json("/events?limit=1")["total"], "overview and events count differently")
    check(overview["stories"] == server.json("/stories?limit=1")["total"], "overview and stories count differently")
    check(overview["documents"] == server.json("/documents?limit=1")["total"], "overview and documents count differently")


OTHER = ["future", "hypothetical", "negated", "historical"]


def same_as_program(kawat, archive, server):
    """The series and lists are those of `kawat dyad` and `kawat query`."""
    for a, b, step in (("RUS", "UKR", "month"), ("PRK", "RUS", "week"), ("IND", "PAK", "month")):
        for count in ("stories", "groups", "rows"):
            done = subprocess.run([kawat, "dyad", "-a", str(archive), a, b, "--step", step, "--count", count, "--format", "jsonl", "-q", "--from", "2012"],
                                  capture_output=True, text=True)
            lines = [json.loads(line) for line in done.stdout.splitlines()]
            got = server.json(f"/pairs/{a}/{b}?step={step}&count={count}&from=2012")
            theirs = [x for x in lines if x["kind"] == "period"]
            check(len(theirs) == len(got["periods"]), f"{a}-{b} {step} {count}: other periods than dyad")
            for x, y in zip(theirs, got["periods"]):
                wrong = [k for k in y if k not in x or (x[k] != y[k] and not (isinstance(y[k], float) and abs(x[k] - y[k]) < 1e-6))]
                if not check(not wrong, f"{a}-{b} {step} {count} {y['start']}: {wrong} differ from dyad"):
                    break
            apart = {x["start"]: [x[f"{m}_cooperation"] + x[f"{m}_conflict"] for m in OTHER] for x in lines if x["kind"] != "change"}
            other = {x["start"]: [x[m] for m in OTHER] for x in got["other"]}
            check({k: v for k, v in apart.items() if any(v)} == other, f"{a}-{b} {step} {count}: other planned and denied acts than dyad")
            changes = [x for x in lines if x["kind"] == "change"]
            check([x["start"] for x in changes] == [y["start"] for y in got["changes"]], f"{a}-{b}: other changes than dyad")
    for flags, query in ((["--pair", "RUS,UKR", "--from", "2014"], "pair=RUS,UKR&from=2014"), (["--text", "rudal"], "text=rudal"),
                         (["--speaker", "KCNA"], "speaker=KCNA"), (["--actor", "Putin", "--quad", "1"], "actor=Putin&quad=1"),
                         (["--place", "IDN", "--min-confidence", "0.6"], "place=IDN&min_confidence=0.6")):
        done = subprocess.run([kawat, "query", "-a", str(archive), "-q", "--format", "jsonl", *flags], capture_output=True, text=True)
        theirs = [json.loads(line) for line in done.stdout.splitlines()]
        ours = pages(server, "/events?" + query, 7)
        check(theirs == ours, f"{query}: {len(ours)} events instead of the {len(theirs)} of kawat query")


def pages(server, path, limit):
    out, following = [], None
    for _ in range(10000):
        mark = "&" if "?" in path else "?"
        got = server.json(f"{path}{mark}limit={limit}" + (f"&next={following}" if following else ""))
        out += got.get("items", [])
        following = got.get("next")
        if not following:
            check(len(out) == got.get("total"), f"{path}: {len(out)} of {got.get('total')} over all pages")
            return out
    return out


def lists(server):
    """Pages are complete and without doubles; a file in any format has the same."""
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        parquet = None
        print("check_serve: skipped reading Parquet back: no pyarrow", file=sys.stderr)
    for path in ("/actors", "/pairs", "/moving?periods=60", "/stories", "/stories?order=told", "/events", "/documents", "/map",
                 "/pairs/RUS/UKR/stories?order=oldest"):
        base, _, query = path.partition("?")
        whole = server.json(f"{base}.json" + (f"?{query}" if query else ""))["items"]
        check(len(whole) > 0, f"{path} is empty")
        paged = pages(server, path, 1000 if len(whole) > 300 else 13)
        check(paged == whole, f"{path}: pages and file differ")
        as_text = [json.dumps(x, sort_keys=True) for x in whole]
        check(len(set(as_text)) == len(as_text), f"{path}: doubles")
        tail = f"?{query}" if query else ""
        status, headers, data = server.get(f"/api/v1{base}.jsonl{tail}")
        check(status == 200 and headers["content-type"] == "application/jsonl", f"{path}.jsonl: {status}")
        check([json.loads(line) for line in data.splitlines()] == whole, f"{path}.jsonl differs")
        status, headers, data = server.get(f"/api/v1{base}.csv{tail}")
        rows = list(csv.DictReader(io.StringIO(data.decode())))
        check(status == 200 and headers["content-type"].startswith("text/csv"), f"{path}.csv: {status}")
        check(len(rows) == len(whole) and (not rows or list(rows[0]) == list(whole[0])), f"{path}.csv has other rows or columns")
        for row, item in zip(rows, whole):
            plain = {k: "" if v is None else v for k, v in item.items() if isinstance(v, (str, type(None)))}
            wrong = [k for k, v in plain.items() if row[k] != re.sub(r"[\r\n]", " ", v)]
            if not check(not wrong, f"{path}.csv: {wrong} differ"):
                break
        status, headers, data = server.get(f"/api/v1{base}.parquet{tail}")
        check(status == 200 and data[:4] == b"PAR1" and data[-4:] == b"PAR1", f"{path}.parquet: {status} {data[:80]!r}")
        if parquet and data[:4] == b"PAR1":
            table = parquet.read_table(io.BytesIO(data)).to_pylist()
            check(len(table) == len(whole), f"{path}.parquet has {len(table)} rows instead of {len(whole)}")
            check(all(t[k] == w[k] for t, w in zip(table, whole) for k in w if isinstance(w[k], (str, int))
                      and not isinstance(t[k], __import__("datetime").date)), f"{path}.parquet differs")
        limited = server.get(f"/api/v1{base}.jsonl{tail}{'&' if tail else '?'}limit=2")[2]
        check(len(limited.splitlines()) == min(2, len(whole)), f"{path}.jsonl?limit=2")
    # The end of a long list while the client reads nothing: others are not kept waiting.
    check(server.json("/events?limit=3&next=" + server.json("/events?limit=3")["next"])["items"] !=
          server.json("/events?limit=3")["items"], "the second page is the first")


def caching(server):
    for path in ("/overview", "/stories?limit=20", "/pairs/RUS/UKR", "/events?limit=5"):
        status, headers, data = server.get("/api/v1" + path)
        etag = headers.get("etag")
        check(bool(etag) and headers["cache-control"] == "private, no-cache", f"{path}: no ETag or no Cache-Control")
        status, again, empty = server.get("/api/v1" + path, If_None_Match=etag)
        check(status == 304 and empty == b"" and again.get("etag") == etag, f"{path}: no 304 for its own ETag: {status}")
        check(server.get("/api/v1" + path, If_None_Match='"other"')[0] == 200, f"{path}: 304 for another ETag")
        status, headers, packed = server.get("/api/v1" + path, Accept_Encoding="gzip")
        if len(data) > 1000:
            check(headers.get("content-encoding") == "gzip" and gzip.decompress(packed) == data, f"{path}: gzip differs")
            check(headers["etag"] != etag and server.get("/api/v1" + path, If_None_Match=headers["etag"])[0] == 304, f"{path}: ETag of gzip")
            check(server.get("/api/v1" + path, Accept_Encoding="gzip;q=0")[1].get("content-encoding") is None, f"{path}: gzip though refused")
            check(server.get("/api/v1" + path, Accept_Encoding="zstd")[1].get("content-encoding") == "zstd", f"{path}: no zstd")
    whole = server.get("/api/v1/events.jsonl")[2]
    headers, packed = server.get("/api/v1/events.jsonl", Accept_Encoding="gzip")[1:]
    check(headers.get("content-encoding") == "gzip" and gzip.decompress(packed) == whole, "a file with gzip differs")
    for name, value in (("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "no-referrer")):
        check(headers.get(name) == value, f"header {name}")
    check(headers["content-security-policy"].startswith("default-src 'self'"), "no Content-Security-Policy")
    metrics = server.get("/metrics")[2].decode()
    check(re.search(r'kawat_http_requests_total\{route="/overview",status="200"\} \d+', metrics), "no count of requests in /metrics")
    for line in metrics.splitlines():
        check(re.fullmatch(r"# (HELP|TYPE) \w+ .+|\w+(\{(\w+=\"[^\"]*\",?)+\})? [-+.\dena]+", line), f"/metrics: {line!r}")
    check(server.get("/healthz")[0] == 200, "/healthz")
    status, headers, page = server.get("/pair/RUS/UKR")
    check(status == 200 and headers["content-type"].startswith("text/html") and b"<html" in page.lower(), "the page")
    for path in ("/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd.txt", "/assets/../../x.js", "/nothing.js"):
        status, _, data = server.get(path)
        check(status in (400, 404), f"{path}: {status}")


def coding(server):
    def post(path, body, status, kind="application/json", **headers):
        got, _, data = server.request("POST", "/api/v1" + path, body if isinstance(body, (bytes, str)) else json.dumps(body),
                                      {"Content-Type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}})
        check(got == status, f"POST {path}: {got} instead of {status}: {data[:200]!r}")
        return json.loads(data) if data else {}
    article = {"text": "Presiden Joko Widodo bertemu Presiden Rusia Vladimir Putin di Moskwa pada Kamis (30/6/2022).\nDia memuji Rusia.",
               "published": "2022-07-01", "home": "IDN"}
    got = post("/code", article, 200)
    for fault in faults(got, {"$ref": "#/components/schemas/Coded"})[:5]:
        check(False, f"POST /code: {fault}")
    meeting = [e for e in got.get("events", []) if e["event_type"] == "CONSULT"]
    check(meeting and meeting[0]["date_start"] == "2022-06-30" and {meeting[0]["actor_country"], meeting[0]["recipient_country"]} ==
          {"IDN", "RUS"}, "POST /code does not find the meeting")
    check(got["document"]["language"] == "id" and len(got["explanation"]) >= 2 and
          any(n.startswith("event CONSULT") for s in got["explanation"] for n in s["notes"]), "POST /code explains nothing")
    sentence = got["explanation"][0]
    check(article["text"][sentence["begin"]:sentence["end"]] == sentence["text"], "POST /code: spans are no code points")
    english = post("/code", {"text": "Iran condemned Israel on Monday."}, 200)
    check([e["event_type"] for e in english["events"]] == ["ACCUSE"], "POST /code in English")
    for body, status, code in (({"text": ""}, 422, 106), ({}, 422, 106), ({"text": "x", "published": "soon"}, 400, 401), ("{", 400, 104),
                               ("[]", 400, 104), ({"text": 5}, 400, 401), ({"text": "x", "more": "y"}, 400, 401), (b'{"text":"\xff"}', 400, 103),
                               ({"text": "a" * 300_000}, 413, 706), ({"text": "x", "home": "Indonesia"}, 400, 401),
                               ("[" * 5000, 400, 104)):
        check(post("/code", body, status).get("code") == code, f"POST /code {str(body)[:40]}: no error {code}")
    check(post("/code", article, 415, "text/plain").get("code") == 707, "POST /code as text/plain")
    check(post("/code", article, 403, Origin="https://elsewhere.example").get("code") == 703, "another site may post")
    post("/code", article, 200, Origin=f"http://127.0.0.1:{server.port}")

    events = server.json("/events?limit=40&type=ASSAULT,CONSULT,ACCUSE")["items"]
    first, second, third = events[0], events[1], events[2]
    before = server.json("/corrections")["total"]
    made = post("/corrections", {"event_id": first["event_id"], "verdict": "wrong", "note": "a film\nwas shown"}, 201)
    check(not faults(made, {"$ref": "#/components/schemas/Correction"}), "POST /corrections: answer")
    post("/corrections", {"event_id": second["event_id"], "verdict": "recode", "event_type": "PROTEST", "actor_code": "XKXCVL"}, 201)
    post("/corrections", {"event_id": third["event_id"], "verdict": "right"}, 201)
    for body, status in (({"event_id": "nobody", "verdict": "wrong"}, 404), ({"event_id": first["event_id"], "verdict": "maybe"}, 400),
                         ({"event_id": first["event_id"], "verdict": "recode"}, 400), ({"verdict": "wrong"}, 400),
                         ({"event_id": first["event_id"], "verdict": "recode", "event_type": "SLEEP"}, 400)):
        post("/corrections", body, status)
    got = server.json("/corrections")
    check(got["total"] == before + 3 and got["items"][0]["event_id"] == third["event_id"], "corrections are not listed")
    cases = server.get("/api/v1/corrections/export?as=cases")[2].decode()
    check(f"none {first['event_type']}" in cases and "event PROTEST" in cases and "actor=XKXCVL" in cases, "corrections as cases")
    check("XKX\tCVL" in server.get("/api/v1/corrections/export?as=actors")[2].decode(), "corrections as actors")
    check(f"was {second['event_type']}" in server.get("/api/v1/corrections/export?as=frames")[2].decode(), "corrections as frames")
    check(server.json("/corrections/export?as=poem", 400).get("code") == 401, "corrections as a poem")
    return cases


def growing(kawat, archive, server, files):
    generation = server.json("/overview")["generation"]
    etag = server.get("/api/v1/overview")[1]["etag"]
    before = server.json("/overview")["events"]
    ingest(kawat, archive, *files)
    for _ in range(300):
        now = server.json("/overview")
        if now["generation"] > generation:
            break
        time.sleep(0.1)
    now = server.json("/overview")
    check(now["generation"] > generation and now["events"] > before, "a new generation is not picked up")
    check(server.get("/api/v1/overview", If_None_Match=etag)[0] == 200, "304 for another generation")
    check(server.json("/events?limit=1")["total"] == now["events"], "overview and events count differently after growing")
    # A merged archive: what was replaced goes, and nothing is asked of it.
    subprocess.run([kawat, "archive", "compact", "-a", str(archive)], capture_output=True)
    time.sleep(1.5)
    check(server.json("/overview")["events"] == now["events"], "other events after compact")
    event = server.json("/events?limit=1")["items"][0]
    check(server.json("/events/" + event["event_id"]) == event, "an event is not found after compact")
    checked = subprocess.run([kawat, "archive", "verify", "-a", str(archive)], capture_output=True, text=True)
    check(checked.returncode == 0, "verify finds faults: " + checked.stderr)


def raw(server, data, wait=20):
    """Sends bytes, returns all that comes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=wait) as s:
        out = b""
        try:
            s.sendall(data)
            while piece := s.recv(65536):
                out += piece
        except OSError:
            pass
        return out


def limits(server):
    host = b"Host: 127.0.0.1\r\nConnection: close\r\n"
    check(raw(server, b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 40_000 + b"\r\n\r\n").startswith(b"HTTP/1.1 431"), "long headers")
    check(raw(server, b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\n" + host + b"\r\n").startswith(b"HTTP/1.1 431"), "a long line")
    check(b" 413 " in raw(server, b"POST /api/v1/code HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n")[:20],
          "a long body")
    chunks = b"".join(b"10000\r\n" + b"a" * 65536 + b"\r\n" for _ in range(30))
    check(b" 413 " in raw(server, b"POST /api/v1/code HTTP/1.1\r\n" + host + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + chunks)[:20], "a long body in chunks")
    check(raw(server, b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400"), "no HTTP")
    check(b" 421 " in raw(server, b"GET /api/v1/overview HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n")[:20], "another host")
    check(b" 421 " in raw(server, b"GET /api/v1/overview HTTP/1.1\r\nConnection: close\r\n\r\n")[:20], "no host")
    two = raw(server, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    check(two.count(b"HTTP/1.1 200") == 2, "two requests at once on a connection")
    old = raw(server, b"GET /api/v1/events.jsonl?limit=3 HTTP/1.0\r\nHost: localhost\r\n\r\n")
    check(old.startswith(b"HTTP/1.0 200") and b"chunked" not in old.lower(), "HTTP/1.0")
    # Slow clients are cut off; while they dawdle and others do nothing, answers come as ever.
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(300)]
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(60)]
    end = time.monotonic() + 13
    for s in slow:
        s.sendall(b"GET /api/v1/overview HTTP/1.1\r\n")
    worst = 0
    while time.monotonic() < end:
        for s in slow:
            try:
                s.sendall(b"X")
            except OSError:
                pass
        began = time.monotonic()
        server.json("/overview")
        worst = max(worst, time.monotonic() - began)
        time.sleep(0.3)
    check(worst < 2, f"an answer took {worst:.2f} s beside slow clients")
    ended = 0
    for s in slow:
        s.settimeout(5)
        try:
            ended += s.recv(1000) == b""
        except ConnectionError:
            ended += 1
        except OSError:
            pass
        s.close()
    check(ended == len(slow), f"{len(slow) - ended} of {len(slow)} slow clients are still connected")
    for s in idle:
        s.close()


def tokens(kawat, archive, folder):
    done = subprocess.run([kawat, "serve", "-a", str(archive), "--listen", "0.0.0.0", "--port", "0"], capture_output=True, text=True, timeout=60)
    check(done.returncode != 0 and "error 401" in done.stderr, "listens everywhere without a token")
    secret = folder / "token.txt"
    secret.write_text("0123456789abcdef0123\n")
    server = Server(kawat, archive, "--token-file", str(secret), "--host", "news.example", "--sql-seconds", "2", "--allow-sql", "--sql-rows", "1000")
    check(server.get("/api/v1/overview")[0] == 401, "no token, and yet an answer")
    check(server.get("/metrics")[0] == 401, "no token, and yet metrics")
    check(server.get("/api/v1/overview", Authorization="Bearer 0123456789abcdef0124")[0] == 401, "a wrong token passes")
    check(server.get("/api/v1/overview", Authorization="Bearer 0123456789abcdef0123")[0] == 200, "the token does not pass")
    check(server.get("/api/v1/overview", Cookie="kawat_token=0123456789abcdef0123")[0] == 200, "the cookie does not pass")
    status, headers, _ = server.get("/?token=0123456789abcdef0123")
    check(status == 303 and "HttpOnly" in headers.get("set-cookie", "") and "SameSite=Strict" in headers["set-cookie"], "/?token=…")
    check(server.get("/?token=wrong")[0] == 401, "/?token=wrong")
    check(server.get("/healthz")[0] == 200 and server.get("/")[0] == 200, "healthz and the page need no token")
    server.token = "0123456789abcdef0123"
    check(server.get("/api/v1/overview", Host="news.example")[0] == 200, "--host")

    def sql(statement, status):
        return server.json("/sql?q=" + urllib.parse.quote(statement), status)
    got = sql("SELECT pair, count(*) AS n FROM events WHERE pair IS NOT NULL GROUP BY pair ORDER BY n DESC, pair LIMIT 3", 200)
    check(len(got.get("items", [])) == 3, "SQL")
    for statement in ("SELECT * FROM read_text('/etc/passwd')", "SELECT * FROM read_csv('/etc/passwd')", "COPY events TO '/tmp/x.csv'",
                      "DROP VIEW events", "SELECT 1; SELECT 2", "ATTACH '/tmp/x.db'", "INSTALL httpfs", "SET threads = 64", "nonsense", "SELECT",
                      "SELECT * FROM glob('/*')", "CREATE TABLE x (a INT)", "PRAGMA database_list"):
        check(sql(statement, 400).get("code") == 505, f"SQL: {statement}")
    check(sql("SELECT count(*) FROM range(1000000000000) a, range(1000000) b", 422).get("code") == 506, "SQL without end")
    check(sql("SELECT * FROM range(5000)", 422).get("code") == 506, "SQL with too many rows")
    text = "\n".join(server.lines())
    check("0123456789abcdef0123" not in text, "the token stands in the log")
    server.stop()


def draining(kawat, archive):
    server = Server(kawat, archive)
    socket_idle = socket.create_connection(("127.0.0.1", server.port))
    answers = []

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/api/v1/events.jsonl")
        answers.append((connection.getresponse(), connection))
    ask()
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    body = answers[0][0].read()
    check(answers[0][0].status == 200 and len(body.splitlines()) > 10 and json.loads(body.splitlines()[-1]), "SIGTERM cuts an answer off")
    code = server.process.wait(30)
    check(code == 0, f"SIGTERM: exit code {code} instead of 0")
    socket_idle.close()
    lines = [json.loads(line) for line in server.lines()]
    check(lines and all({"time", "id", "status", "ms", "target"} <= set(line) for line in lines), "log lines are no JSON with their fields")


def fuzz(server, seconds, seed):
    """Whatever is sent: no 5xx, and the server lives."""
    dice = random.Random(seed)
    paths = [re.sub(r"\{\w+\}", "RUS", p) for p in API["paths"]] + ["", "/", "/..", "/healthz"]
    names = list(API["components"]["parameters"]) + ["x", ""]
    words = ["RUS", "UKR", "2024", "2024-13", "-1", "0", "1", "1e9", "99999999999999999999", "'", "\"", "%", ";", "--", "a" * 3000, "\x00", "é", "𝄞",
             "RUS,UKR", ",,,", "Q7747", "true", "null", "[]", "{}", "*", "..", "../..", "\\", "%00", "NaN", "inf", "0.5", "week", "rows", "told",
             "MTIgYWJj", "LTE4MjYyIDAw", "ASSAULT", "SELECT 1", "' OR 1=1 --", "e.event_id", "actual", "cases"]
    sent, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        path = "/api/v1" + dice.choice(paths) + dice.choice(["", "", "", ".csv", ".json", ".jsonl", ".parquet", ".xml", "/", "/x"])
        query = "&".join(dice.choice(names) + "=" + urllib.parse.quote(dice.choice(words), safe=dice.choice(["", "%", ",'"]))
                         for _ in range(dice.choice([0, 1, 1, 1, 2, 3])))
        target = (path + ("?" + query if query else "")).encode("utf-8", "replace")
        if dice.random() < 0.1:
            target = bytes(b for b in dice.randbytes(dice.randrange(60)) if b not in b"\r\n ") or b"/"
        method = dice.choice([b"GET"] * 12 + [b"POST"] * 3 + [b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"TRACE", b"X", b"PATCH"])
        body = b""
        if method in (b"POST", b"PUT", b"PATCH"):
            body = dice.choice([b"", b"{}", b"[", dice.randbytes(50), json.dumps({dice.choice(["text", "verdict", "event_id", "home"]): dice.choice(words),
                                "text": dice.choice(words)}).encode()])
        headers = [b"Host: 127.0.0.1", b"Connection: close"]
        if body or dice.random() < 0.1:
            headers.append(b"Content-Length: " + (str(len(body)).encode() if dice.random() < 0.95 else dice.choice([b"-1", b"x", b"5"])))
        headers.append(b"Content-Type: " + dice.choice([b"application/json"] * 4 + [b"text/plain", b"\xff"]))
        for name in (b"Accept-Encoding", b"If-None-Match", b"Authorization", b"Cookie", b"Origin", b"Range", b"X"):
            if dice.random() < 0.08:
                headers.append(name + b": " + dice.choice([b"*", b"gzip", b"zstd;q=0", b"\"", dice.randbytes(12).replace(b"\n", b"").replace(b"\r", b""), b"a" * 500]))
        data = method + b" " + target + b" HTTP/1." + dice.choice([b"1", b"1", b"1", b"0", b"7"]) + b"\r\n" + b"\r\n".join(headers) + b"\r\n\r\n" + body
        if dice.random() < 0.05:
            data = data[:dice.randrange(len(data))]
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as s:
            answer = b""
            try:
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
                while piece := s.recv(1 << 20):
                    answer += piece
            except OSError:
                pass
        sent += 1
        found = re.match(rb"HTTP/1\.[01] (\d+)", answer)
        if found and int(found.group(1)) >= 500:
            check(False, f"{found.group(1).decode()} for {data[:300]!r}: {answer[-300:]!r}")
        if not server.alive():
            check(False, f"the server died of {data[:300]!r}")
            print("\n".join(line for line in server.lines() if not line.startswith("{"))[:6000], file=sys.stderr)
            break
    check(sent > 20, f"only {sent} requests were sent")
    return sent


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("kawat")
    ap.add_argument("--fuzz", type=float, default=8)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--only-fuzz", action="store_true")
    args = ap.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kawat-serve-"))
    try:
        archive = folder / "archive"
        files = sorted(HISTORY.glob("*.jsonl"))
        ingest(args.kawat, archive, *files[2:])
        server = Server(args.kawat, archive)
        began = time.monotonic()

        def step(name, what, *rest):
            nonlocal began
            what(*rest)
            print(f"check_serve: {name} {time.monotonic() - began:.1f} s", file=sys.stderr)
            began = time.monotonic()
        if not args.only_fuzz:
            step("endpoints", endpoints, server)
            step("program", same_as_program, args.kawat, archive, server)
            step("lists", lists, server)
            step("caching", caching, server)
            step("coding", coding, server)
            step("growing", growing, args.kawat, archive, server, files[:2])
            step("limits", limits, server)
        sent = fuzz(server, args.fuzz, args.seed)
        print(f"check_serve: {sent} senseless requests", file=sys.stderr)
        if server.alive():
            check(server.json("/overview")["events"] > 0, "no answers after senseless requests")
            server.stop()
        if not args.only_fuzz:
            step("tokens", tokens, args.kawat, archive, folder)
            step("draining", draining, args.kawat, archive)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("serve: " + (f"{len(bad)} faults" if bad else "as described"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
