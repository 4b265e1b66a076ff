#!/usr/bin/env python3
"""kawat watch against servers that behave as badly as servers do: every article once, nothing twice, no harm from the others.

usage: check_watch.py KAWAT [SCENE…]
The servers stand on loopback addresses (127.0.0.1, 127.0.0.2 …), so that there are several hosts.
"""
import collections
import datetime
import gzip
import http.server
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

bad = []
shown = set()
NOW = datetime.datetime.now(datetime.timezone.utc)
TODAY = NOW.strftime("%Y-%m-%d")
RFC822 = NOW.strftime("%a, %d %b %Y %H:%M:%S +0000")


def expect(what, condition, done=None):
    if condition:
        return
    bad.append(what)
    if done and done.stderr not in shown:
        shown.add(done.stderr)
        bad.append(f"  exit {done.returncode}\n  " + done.stderr.strip()[:4000].replace("\n", "\n  "))


def article(name, more=""):
    return (f"<!doctype html><html lang='id'><head><meta charset='utf-8'><title>Berita {name}</title></head><body><article>"
            f"<h1>Berita {name}</h1><p>Presiden Rusia Vladimir Putin mengunjungi Korea Utara untuk membahas perkara {name} dengan Kim "
            f"Jong Un.</p><p>Indonesia mengutuk serangan Israel ke Gaza, kata juru bicara Kementerian Luar Negeri. {more}</p></article>"
            "</body></html>").encode()


def item(link, title="", more=""):
    return f"<item><title>{title or link}</title><link>{link}</link><pubDate>{RFC822}</pubDate>{more}</item>"


def rss(*items, title="Uji"):
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{''.join(items)}</channel></rss>".encode()


class Site:
    """One host: what it answers by path. An answer is bytes, (type, bytes), or a function of the handler."""

    def __init__(self, address, **robots):
        self.pages = {}
        self.requests = []  # (time, path, headers)
        self.connections = 0
        self.active = self.most_active = 0
        self.lock = threading.Lock()
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def reply(self, body, kind="text/html", status=200, **headers):
                self.send_response(status)
                if "Content_Length" not in headers:
                    headers["Content_Length"] = str(len(body))
                for key, value in {"Content_Type": kind, **headers}.items():
                    self.send_header(key.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                with site.lock:
                    site.requests.append((time.monotonic(), self.path, dict(self.headers)))
                    site.active += 1
                    site.most_active = max(site.most_active, site.active)
                try:
                    answer = site.pages.get(self.path, site.pages.get("*"))
                    if answer is None:
                        self.reply(b"not here", status=404)
                    elif callable(answer):
                        answer(self)
                    elif isinstance(answer, tuple):
                        self.reply(answer[1], answer[0])
                    else:
                        self.reply(answer)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    with site.lock:
                        site.active -= 1

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def get_request(self):
                site.connections += 1
                return super().get_request()

            def handle_error(self, request, client_address):
                pass

        self.server = Server((address, 0), Handler)
        self.port = self.server.server_port
        self.url = f"http://{address}:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def asked(self, path):
        return [r for r in self.requests if r[1] == path]


KAWAT = "kawat"


class Archive:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def lines(self, kind):
        if not (self.folder / "manifest.json").exists():
            return []
        done = subprocess.run([KAWAT, "query", "-a", str(self.folder), "--quiet", "--sql", f"SELECT * FROM {kind}", "--format", "jsonl"],
                              capture_output=True, text=True)
        expect(f"{kind} can be asked for", done.returncode in (0, 3), done)
        return [json.loads(x) for x in done.stdout.splitlines()]

    def check(self, what):
        documents, events = self.lines("documents"), self.lines("events")
        ids = [d["doc_id"] for d in documents]
        twice = [i for i, n in collections.Counter(ids).items() if n > 1]
        expect(f"{what}: no article twice: {twice[:5]}", not twice)
        event_ids = [e["event_id"] for e in events]
        expect(f"{what}: no event twice", len(event_ids) == len(set(event_ids)))
        expect(f"{what}: events are of these articles", {e["doc_id"] for e in events} <= set(ids))
        return documents, events


def main(kawat, *only):
    global KAWAT
    KAWAT = kawat
    def command(folder, *args, once=True, private=True):
        return [kawat, "watch", "-a", str(folder), "--keep-text", *([] if "--delay" in args else ["--delay", "0"]), "-j", "1", *(["--once"] if once else []),
                *(["--allow-private"] if private else []), *map(str, args)]

    def run(folder, *args, private=True):
        # The environment's proxy is no business of ours.
        env = {**os.environ, "http_proxy": "http://127.0.0.1:9/", "all_proxy": "http://127.0.0.1:9/"}
        return subprocess.run(command(folder, *args, private=private), capture_output=True, text=True, timeout=50, env=env)

    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        for scene, *more in ((feeds_of_all_kinds,), (bad_servers,), (loopback_is_refused,), (politeness,), (killed_and_resumed, command),
                             (stopped_and_watched, command), (bad_lists,)):
            if not only or scene.__name__ in only:
                scene(run, work, *more)
    print("\n".join(bad) if bad else "watch: every article once")
    return 1 if bad else 0


def feeds_of_all_kinds(run, work):
    a, b = Site("127.0.0.1"), Site("127.0.0.2")
    etags = []

    def with_etag(handler):
        etags.append((handler.headers.get("If-None-Match"), handler.headers.get("If-Modified-Since")))
        if handler.headers.get("If-None-Match") == '"v1"':
            handler.reply(b"", status=304, ETag='"v1"')
        else:
            handler.reply(rss(item("/a/1"), item("/a/2?utm_source=rss"), item("/a/moved")), "application/rss+xml", ETag='"v1"',
                          Last_Modified="Tue, 08 Oct 2024 10:00:00 GMT")

    long_text = "".join(f"<p>Menteri nomor {i} bertemu dengan Presiden Rusia Vladimir Putin di Moskow pada pagi hari.</p>" for i in range(20))
    a.pages = {
        "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private\nUser-agent: kawat\nDisallow: /private/\nAllow: /private/open"),
        "/rss": with_etag,
        "/atom": ("application/atom+xml",
                  f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Atom</title><entry><title>Lengkap</title><link href='/whole'/>"
                  f"<id>tag:1</id><updated>{TODAY}T01:00:00Z</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
                  f"{long_text}</div></content></entry><entry><title>x</title><link href='/a/3'/><updated>{TODAY}</updated></entry>"
                  "</feed>".encode()),
        "/rdf": (f"<rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><item><title>Caf\xe9"
                 f"</title><link>{a.url}/a/4</link></item><item><title>lama</title><link>/a/old</link><dc:date>2001-01-01</dc:date>"
                 "</item></rdf:RDF>").encode("latin-1"),
        "/news.xml": ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
                      f"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><url><loc>{a.url}/a/5</loc><news:news>"
                      f"<news:publication_date>{TODAY}</news:publication_date><news:title>Lima</news:title></news:news></url>"
                      f"<url><loc>{a.url}/a/undated</loc></url></urlset>").encode(),
        "/index.xml": f"<sitemapindex><sitemap><loc>/child.xml.gz</loc><lastmod>{TODAY}</lastmod></sitemap><sitemap><loc>/old.xml</loc>"
                      "<lastmod>2001-01-01</lastmod></sitemap></sitemapindex>".encode(),
        "/child.xml.gz": ("application/gzip", gzip.compress(f"<urlset><url><loc>{a.url}/a/6</loc><lastmod>{TODAY}</lastmod></url>"
                                                            f"<url><loc>{a.url}/a/1</loc><lastmod>{TODAY}</lastmod></url></urlset>"
                                                            .encode())),
        "/list.opml": f"<opml><body><outline text='Harian B' xmlUrl='{b.url}/rss'/></body></opml>".encode(),
        "/cut": rss(item("/a/7"), item("/private/x"), item("/private/open/8"))[:-10],
        "/a/moved": lambda h: h.reply(b"", status=301, Location="/a/1?moved"),
        **{f"/a/{i}": article(f"a{i}") for i in range(1, 9)},
        "/a/2?utm_source=rss": article("a2"),
        "/a/1?moved": article("a1 pindah"),
        "/private/open/8": article("terbuka"),
    }
    del a.pages["/a/8"]
    b.pages = {
        # The same text elsewhere, an address of the other site, and a page in Windows-1252 that only the head of the answer tells.
        "/rss": rss(item("/copy"), item(f"{a.url}/a/2#top"), item("/latin"), item("/zipped"), title="B"),
        "/copy": article("a3"),
        "/latin": ("text/html; charset=windows-1252", article("b1", "Kata \u201ckafe\u201d.").decode().replace("<meta charset='utf-8'>", "")
                   .encode("windows-1252")),
        "/zipped": lambda h: h.reply(gzip.compress(article("b2")), Content_Encoding="gzip"),
    }
    folder = work / "kinds"
    lines = work / "feeds.txt"
    lines.write_text(f"# daftar\n{a.url}/rss  Harian Uji\n{a.url}/atom\n\n{a.url}/rdf\n{a.url}/news.xml\n{a.url}/index.xml\n")
    args = (lines, f"{a.url}/list.opml", f"{a.url}/cut", f"{a.url}/rss")
    done = run(folder, *args)
    expect("feeds of all kinds: 0", done.returncode == 0, done)
    documents, events = Archive(folder).check("feeds of all kinds")
    by_path = {d["url"].split("/", 3)[3].removesuffix("?utm_source=rss"): d for d in documents if d["url"]}
    paths = set(by_path)
    expect(f"feeds of all kinds: these articles: {sorted(paths)}",
           paths - {"a/3", "copy"} == {"a/1", "a/2", "a/1?moved", "whole", "a/4", "a/5", "a/6", "a/7", "private/open/8", "latin", "zipped"}
           and len(paths & {"a/3", "copy"}) == 1, done)
    expect("feeds of all kinds: events", len(events) >= 2 * len(documents))
    for words in ("robots 1", "duplicate 1", "old 1", "undated 1", "broken"):
        expect(f"feeds of all kinds: {words} is told", words in done.stderr, done)
    expect("the outlet's name of the list", by_path.get("a/1", {}).get("outlet") == "Harian Uji")
    expect("the outlet's name of the feed", by_path.get("latin", {}).get("outlet") in ("Harian B", "B"))
    expect("the day of the feed", by_path.get("a/1", {}).get("published") == TODAY)
    expect("Windows-1252 by the head of the answer", "\u201ckafe\u201d" in by_path.get("latin", {}).get("text", ""))
    expect("an item with its article is not fetched", not a.asked("/whole"))
    expect("robots.txt is obeyed", not a.asked("/private/x"))
    expect("robots.txt is asked once", len(a.asked("/robots.txt")) == 1)
    expect("an old sitemap is not asked", not a.asked("/old.xml"))
    expect("one request at a time", a.most_active == 1 and b.most_active == 1)
    expect("the program's own name", all(h.get("User-Agent", "").startswith("kawat/") for _, _, h in a.requests))
    before = len(a.requests), len(b.requests)
    done = run(folder, *args)
    expect("a second round: 0", done.returncode == 0, done)
    expect("a second round: nothing new", "items 0, articles 0" in done.stderr and "unchanged" in done.stderr, done)
    expect("a second round: etag and date go back", etags[-1] == ('"v1"', "Tue, 08 Oct 2024 10:00:00 GMT"))
    expect(f"a second round: only feeds: {a.requests[before[0]:]}",
           {p for _, p, _ in a.requests[before[0]:]} == {"/rss", "/atom", "/rdf", "/news.xml", "/index.xml", "/child.xml.gz", "/list.opml",
                                                         "/cut"} and {p for _, p, _ in b.requests[before[1]:]} == {"/rss"})
    again = Archive(folder).check("a second round")
    expect("a second round: the same archive", len(again[0]) == len(documents) and len(again[1]) == len(events))


def bad_servers(run, work):
    a, slow, broken, gone, named = (Site(f"127.0.0.{n}") for n in (3, 4, 5, 6, 1))
    named.pages["/x"] = article("bernama")
    tries = collections.Counter()

    def first(status, path, then=None, **headers):
        def answer(handler):
            tries[path] += 1
            if tries[path] == 1:
                handler.reply(b"later", status=status, **headers)
            else:
                handler.reply(then or article(path))
        return answer

    def endless(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(1 << 30))
        handler.end_headers()
        handler.wfile.write(article("tanpa akhir"))
        while True:
            handler.wfile.write(b"<p>Presiden mengunjungi Moskow.</p>" * 1000)

    def cut(handler):
        handler.reply(article("putus")[:200], Content_Length="5000")
        handler.close_connection = True

    def lie(handler):  # more than it says
        handler.reply(article("dusta", "x" * 100), Content_Length=str(len(article("dusta"))))
        handler.close_connection = True

    def heads(handler):
        handler.send_response(200)
        while True:
            handler.send_header("X-More", "x" * 1000)
            handler.flush_headers()

    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    def rubbish(handler):
        handler.wfile.write(b"\x00\x01 no http at all\r\n\r\n")
        handler.close_connection = True

    def nothing(handler):
        handler.close_connection = True

    def to(where, status=302):
        return lambda handler: handler.reply(b"", status=status, Location=where)

    a.pages = {
        "/good": article("baik"), "/429": first(429, "/429", Retry_After="1"), "/503": first(503, "/503"), "/endless": endless,
        "/lie": lie, "/heads": heads, "/403": lambda h: h.reply(b"no", status=403),
        "/pdf": ("application/pdf", b"%PDF-1.4 x"), "/loop1": to("/loop2"), "/loop2": to("/loop1", 307), "/file": to("file:///etc/passwd"),
        "/gopher": to("gopher://127.0.0.1:25/x"), "/user": to("http://user:pw@127.0.0.1/"), "/name": to(f"http://localhost:{named.port}/x"),
        "/none": ("text/html", b"<html><body><p>x</p></body></html>"), "/bomb": lambda h: h.reply(
            gzip.compress(b" " * (20 << 20)), Content_Encoding="gzip"),
        "/nul": ("text/html", article("nol").replace(b"perkara", b"perkara \x00")), "/twice": article("baik"),
        "/broken-zip": lambda h: h.reply(b"\x1f\x8b\x08 this is not gzip", Content_Encoding="gzip"),
        "/rubbish": rubbish,
    }
    names = [p for p in a.pages]
    a.pages["/rss"] = rss(*[item(n) for n in names], item("http://127.0.0.1:1/closed"), item("http://no-such-host.invalid/x"),
                          item("ftp://127.0.0.1/x"), item(f"{slow.url}/drip"), item(f"{slow.url}/cut"), item(f"{broken.url}/x"))
    slow.pages = {"/drip": drip, "/cut": cut, "/nothing": nothing}
    broken.pages = {"/robots.txt": lambda h: h.reply(b"", status=500), "/x": article("x")}
    bomb = "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{i} '{f'&a{i - 1 if i else str()};' * 10}'>" for i in range(9)) + "]><rss><channel><title>&a8;</title></channel></rss>"
    gone.pages = {"/410": lambda h: h.reply(b"", status=410), "/page": article("bukan umpan"), "/bomb": bomb.encode(),
                  "/empty": b"", "/503": first(503, "feed", rss(title="Kosong"), Retry_After="1")}
    folder = work / "bad"
    feeds = [f"{a.url}/rss", *[f"{gone.url}{p}" for p in ("/410", "/page", "/bomb", "/empty", "/503", "/404")]]
    start = time.monotonic()
    done = run(folder, *feeds, "--max-bytes", "300000", "--timeout", "2")
    took = time.monotonic() - start
    expect(f"bad servers: 4", done.returncode == 4, done)
    expect(f"bad servers: quick ({took:.0f} s)", took < 150)
    documents, _ = Archive(folder).check("bad servers")
    paths = {d["url"].split("/", 3)[3] for d in documents}
    expect(f"bad servers: these articles: {sorted(paths)}", paths - {"good", "twice"} == {"429", "503", "lie", "nul", "x"}
           and len(paths & {"good", "twice"}) == 1, done)
    for words in ("status_403 1", "status_404 1", "too_long 2", "no_page 1", "too_many_redirects 2", "bad_redirect 3", "empty_document 1",
                  "duplicate 1", "bad_answer", "bad_encoding 1", "bad_feed 3", "status_410 1", "waiting 5"):
        expect(f"bad servers: {words} is told", words in done.stderr, done)
    expect("bad servers: the bomb is named", "entities" in done.stderr, done)
    expect("bad servers: a page that is no feed is named", "web page" in done.stderr, done)
    times = [t for t, _, _ in a.asked("/429")]
    expect(f"bad servers: 429 is tried again after a second: {times}", len(times) == 2 and 0.9 < times[1] - times[0] < 8)
    size = sum(p.stat().st_size for p in folder.iterdir())
    expect(f"bad servers: the archive is small ({size} bytes)", size < 1 << 20)
    before = len(gone.asked("/410"))
    done = run(folder, *feeds, "--max-bytes", "300000", "--timeout", "2")
    expect("bad servers: what is gone is not asked again", before == 1 and len(gone.asked("/410")) == 1, done)
    expect("bad servers: what cannot be had is not asked again", len(a.asked("/403")) == 1 and len(a.asked("/endless")) == 1)


def loopback_is_refused(run, work):
    a = Site("127.0.0.1")
    a.pages = {"/rss": rss(item("/a")), "/a": article("rahasia")}
    hosts = ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"]
    folder = work / "private"
    done = run(folder, *[f"http://{h}:{a.port}/rss" for h in hosts], private=False)
    expect("loopback is refused: 1", done.returncode == 1, done)
    expect("loopback is refused: no connection", a.connections == 0)
    told = done.stderr.count("private_address:")
    # A machine without IPv6 cannot even try the last three.
    expect(f"loopback is refused by name and number: {told}", told >= 6, done)
    # A list of feeds may be public and name what is not.
    done = run(folder, "ftp://127.0.0.1/", private=False)
    expect("other schemes are refused", done.returncode == 1 and "601" in done.stderr, done)


def politeness(run, work):
    a, b = Site("127.0.0.1"), Site("127.0.0.2")
    for site, robots in ((a, b""), (b, b"user-agent: *\ncrawl-delay: 0.5\n")):
        site.pages = {"/robots.txt": ("text/plain", robots), "/rss": rss(*[item(f"/{i}") for i in range(4)]), "*": lambda h: h.reply(
            article(f"{h.server.server_address[0]} {h.path}"))}
    done = run(work / "polite", f"{a.url}/rss", f"{b.url}/rss", "--delay", "0.25")
    expect("politeness: 0", done.returncode == 0, done)
    for site, least in ((a, 0.25), (b, 0.5)):
        times = [t for t, _, _ in site.requests]
        gaps = [y - x for x, y in zip(times, times[1:])]
        expect(f"politeness: {least} s between requests: {[round(g, 2) for g in gaps]}", len(gaps) == 5 and min(gaps[1:]) >= least * 0.95)


def killed_and_resumed(run, work, command):
    a = Site("127.0.0.7")
    pages = 150
    a.pages = {"/rss": rss(*[item(f"/{i}") for i in range(pages)])}

    def page(handler):
        time.sleep(0.01)
        handler.reply(article(f"nomor {handler.path}"))
    a.pages["*"] = page
    a.pages["/robots.txt"] = ("text/plain", b"")
    folder = work / "killed"
    generator = random.Random(7)
    kills = 0
    for _ in range(12):
        child = subprocess.Popen(command(folder, f"{a.url}/rss"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            child.wait(generator.uniform(0.2, 1.2))
            break
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
            kills += 1
    done = run(folder, f"{a.url}/rss")
    expect("killed: the last run ends with 0", done.returncode == 0, done)
    documents, events = Archive(folder).check(f"killed {kills} times")
    expect(f"killed {kills} times: every article: {len(documents)} of {pages}", len(documents) == pages and kills >= 2)
    expect("killed: every event", len({e["doc_id"] for e in events}) == pages)


def stopped_and_watched(run, work, command):
    a = Site("127.0.0.8")
    news = [item(f"/{i}") for i in range(40)]

    def page(handler):
        time.sleep(0.02)
        handler.reply(article(f"nomor {handler.path}"))
    a.pages = {"/rss": lambda h: h.reply(rss(*news)), "*": page, "/robots.txt": ("text/plain", b"")}
    folder = work / "stopped"
    args = (f"{a.url}/rss", "--every", "0.02")
    child = subprocess.Popen(command(folder, *args, once=False), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 10
    while len(a.requests) < 12 and time.monotonic() < deadline:
        time.sleep(0.02)
    other = run(folder, *args)
    expect("a second watcher is told so", other.returncode == 1 and "603" in other.stderr and str(child.pid) in other.stderr, other)
    child.send_signal(signal.SIGTERM)
    start = time.monotonic()
    out, err = child.communicate(timeout=20)
    expect(f"SIGTERM: 0, soon, nothing on standard output: {err[:300]}", child.returncode == 0 and time.monotonic() - start < 5 and not out)
    half, _ = Archive(folder).check("stopped")
    expect(f"stopped: some are done, some are left: {len(half)}", 0 < len(half) < 40)
    # Watching goes on where it stopped, and sees what is new.
    child = subprocess.Popen(command(folder, *args, once=False), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 15
    added = False
    while time.monotonic() < deadline:
        time.sleep(0.1)
        try:
            done = len(Archive(folder).lines("documents"))
        except ValueError:  # a line that is being written
            continue
        if done == 40 and not added:
            news.insert(0, item("/new"))
            added = True
        if done == 41:
            break
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=20)
    expect(f"SIGINT: 0: {err[:300]}", child.returncode == 0)
    documents, _ = Archive(folder).check("watched")
    expect(f"watched: all, and the new one: {len(documents)}", len(documents) == 41)
    expect("watched: each page is fetched about once", len(a.asked("/3")) <= 2)


def bad_lists(run, work):
    def see(what, code, words, *args):
        done = run(work / "lists", *args)
        expect(f"{what}: {code} and {words}", done.returncode == code and words in done.stderr, done)

    lines, feed, empty, damaged = work / "l.txt", work / "f.xml", work / "e.txt", work / "d.opml"
    lines.write_text("https://www.example.org/feed\nnot an address\n")
    feed.write_bytes(rss(item("/x")))
    empty.write_text("# nothing\n")
    damaged.write_text("<opml><body><outline xmlUrl='http://127.0.0.1/x'/></bod")
    see("a line that is no address", 1, "l.txt:2", lines)
    see("a list that is not there", 1, "101", work / "no-such-list")
    see("a feed as a list", 1, "not a list of feeds", feed)
    see("an empty list", 1, "601", empty)
    see("a damaged list", 1, "broken", damaged)
    see("a user's name", 1, "601", "http://user:pw@127.0.0.1/feed")
    see("nothing to watch", 2, "feeds")
    see("a strange interval", 2, "--every", "--every", "-3", empty)
    file = work / "file"
    file.write_text("x")
    done = run(file, "http://127.0.0.1:1/")
    expect("a file where the folder should be", done.returncode == 1 and "301" in done.stderr, done)
    run(work / "lists", "http://127.0.0.1:1/")
    (work / "lists" / "watch.sqlite").write_bytes(b"not a database" * 400)
    see("a damaged memory", 1, "604", "http://127.0.0.1:1/")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
