#!/usr/bin/env python3
"""Bad input: each kind has its exit code and its words on stderr, every good article beside it is coded, memory stays low.

usage: check_bad_input.py KAWAT
"""
import gzip
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

GOOD_EN = "Iran condemned Israel on Monday. The president of Russia met the Chinese foreign minister in Moscow."
GOOD_ID = "Presiden Rusia Vladimir Putin mengunjungi Korea Utara pada Senin. Indonesia mengutuk serangan Israel ke Gaza."
LIMIT_KB = 300 * 1024
bad = []


def line(number, text=GOOD_EN, **more):
    return json.dumps({"id": f"good-{number}", "text": text, **more}, ensure_ascii=False).encode() + b"\n"


def run(kawat, *args, given=None, verb="code"):
    done = subprocess.run([kawat, verb, *map(str, args)], stdin=given or subprocess.DEVNULL, capture_output=True, timeout=110)
    return done


def see(what, done, code, words=(), good=0):
    """code: the exit code, or several; words: each must stand on stderr; good: how many good articles must have events."""
    codes = code if isinstance(code, tuple) else (code,)
    err = done.stderr.decode(errors="replace")
    if done.returncode not in codes:
        bad.append(f"{what}: exit {done.returncode}, expected {' or '.join(map(str, codes))}: {err.strip()[:200]}")
    for word in words:
        if word not in err:
            bad.append(f"{what}: nothing about {word!r} on stderr: {err.strip()[:200]}")
    if len(err) > 10000:
        bad.append(f"{what}: {len(err)} bytes on stderr")
    try:
        ids = {json.loads(x)["doc_id"] for x in done.stdout.decode().splitlines()}
    except (ValueError, KeyError) as e:
        bad.append(f"{what}: output is not JSONL in UTF-8: {e}")
        return
    if len({i for i in ids if i.startswith("good-")}) != good:
        bad.append(f"{what}: events of {sorted(ids)[:8]}, expected those of {good} good articles")


def main(kawat):
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)

        def file(name, content):
            path = work / name
            path.write_bytes(content)
            return path

        good = line(1) + line(2, GOOD_ID)
        see("good", run(kawat, file("good.jsonl", good)), 0, good=2)

        # One bad line between good ones: the others are coded, the line is named.
        for kind, content, word in [
            ("not UTF-8", b'{"id":"x","text":"caf\xe9 \xff\xfe \xc3"}\n', "error 103"),
            ("NUL bytes", b'{"id":"x","text":"a\x00b"}\n', "error 110"),
            ("broken JSON", b'{"id":"x","text":"Iran condemned\n', "error 104"),
            ("an array", b'[1,2,3]\n', "error 104"),
            ("a number", b'17\n', "error 104"),
            ("text that is a number", b'{"id":"x","text":5}\n', "error"),
            ("text that is null", b'{"id":"x","text":null}\n', "error"),
            ("text that is a list of numbers", b'{"id":"x","text":[1,2]}\n', "error 107"),
            ("no text", b'{"id":"x","title":"Iran"}\n', "error 107"),
            ("an empty object", b'{}\n', "error 107"),
            ("empty text", b'{"id":"x","text":""}\n', "error 106"),
            ("blank text", b'{"id":"x","text":" \\n\\t "}\n', "error 106"),
            ("deep nesting", b'{"id":"x","more":' + b"[" * 100000 + b"]" * 100000 + b',"text":"a"}\n', "error 104"),
            ("deep nesting without end", b'{"a":' * 100000 + b"\n", "error"),
            ("a language that is not there", line(9, "Der Minister reiste nach Berlin.", language="de").replace(b"good-9", b"x"), "error 108"),
        ]:
            done = run(kawat, file("mixed.jsonl", line(1) + content + line(2, GOOD_ID)))
            see(kind, done, 4, (word, "mixed.jsonl:2") if word != "error 108" else (word,), good=2)

        # Odd, but fit to be coded.
        for kind, content in [
            ("lone surrogates", b'{"id":"x","text":"a \\ud800 b \\udc00 c"}\n'),
            ("wrong kinds of other values", b'{"id":7,"url":[],"title":{},"published":5,"language":null,"text":"Nothing."}\n'),
            ("a date that is none", b'{"id":"x","published":"soon","text":"Nothing."}\n'),
            ("the same id twice", line(1)),
            ("blank lines", b"\n \n\r\n"),
        ]:
            done = run(kawat, file("mixed.jsonl", line(1) + content + line(2, GOOD_ID)))
            see(kind, done, (0, 4), good=2)
        see("CRLF", run(kawat, file("crlf.jsonl", good.replace(b"\n", b"\r\n"))), 0, good=2)
        see("BOM", run(kawat, file("bom.jsonl", b"\xef\xbb\xbf" + good)), 0, good=2)
        see("no newline at the end", run(kawat, file("open.jsonl", good.rstrip(b"\n"))), 0, good=2)
        see("BOM and CRLF in a text", run(kawat, file("good-1", b"\xef\xbb\xbf" + GOOD_EN.replace(". ", ".\r\n").encode())), 0)
        done = run(kawat, work / "good-1")
        if not done.stdout:
            bad.append("BOM and CRLF in a text: no events")

        # Files that are not what they should be, alone and beside a good one.
        packed = gzip.compress((line(1) + line(2, GOOD_ID)) * 3000, 1)
        see("gzip", run(kawat, "-q", file("whole.gz", packed)), 0, good=2)
        empty = work / "empty"
        empty.mkdir()
        locked = file("locked.txt", b"x")
        locked.chmod(0)
        for kind, path, code, word in [
            ("missing file", work / "missing.txt", 1, "error 101"),
            ("empty file", file("empty.txt", b""), 3, "error 106"),
            ("blank file", file("blank.txt", b" \n\r\n\t\n"), 3, "error 106"),
            ("empty folder", empty, 3, "error 402"),
            ("UTF-16", file("utf16.txt", GOOD_EN.encode("utf-16")), 1, "error"),
            ("binary", file("binary.bin", bytes(range(256)) * 64), 1, "error"),
            ("HTML", file("page.html", b"<!doctype html><html><body><p>Iran condemned Israel.</p></body></html>"), (0, 1), ""),
            ("gzip of nothing", file("nothing.gz", gzip.compress(b"")), 3, "error 106"),
            ("not really gzip", file("fake.gz", b"\x1f\x8b" + b"junk" * 100), 1, "error 102"),
        ] + ([("unreadable file", locked, 1, "error 102")] if os.geteuid() != 0 else []):
            see(kind, run(kawat, path), code, (word,))
            if code != (0, 1):
                see(kind + " and a good file", run(kawat, path, work / "good.jsonl"), 4, (word,), good=2)
        see("gzip that breaks off", run(kawat, file("cut.gz", packed[:len(packed) * 2 // 3])), 4, ("error 102",), good=2)
        see("a folder of all that", run(kawat, work), 4, good=2)
        with open(os.devnull) as nothing:
            see("empty standard input", run(kawat, "-", given=nothing), 3, ("no article",))

        # Size.
        def long_line(path):
            with open(path, "wb") as f:
                f.write(line(1) + b'{"id":"x","text":"')
                for _ in range(200):
                    f.write(b"Iran condemned Israel again. " * (1_000_000 // 29))
                f.write(b'"}\n' + line(2, GOOD_ID))
            return path

        see("a line of 200 MB", run(kawat, long_line(work / "long.jsonl")), 4, ("error 105", "long.jsonl:2"), good=2)
        (work / "long.jsonl").unlink()
        for kind, text in [
            ("a sentence of 1 MB", "Iran and Israel and " * 50_000 + "met."),
            ("a word of 1 MB", "a" * 1_000_000),
            ("1 MB of brackets", "(" * 500_000 + ")" * 500_000),
            ("1 MB of quotation marks", "\u201cIran\u201d " * 90_000),
            ("1 MB of full stops", "." * 1_000_000),
            ("100,000 lines of one word", "Iran\n" * 100_000),
            ("a text that breaks off behind a small word", "Ribuan mahasiswa berunjuk rasa di Jakarta. Thousands protested against Iran in"),
            ("no letters", "12 345 -- 6,7 !!! \U0001F600 \u2026 " * 1000),
            ("Russian", "\u041f\u0440\u0435\u0437\u0438\u0434\u0435\u043d\u0442 \u0420\u043e\u0441\u0441\u0438\u0438 \u0432\u0441\u0442\u0440\u0435\u0442\u0438\u043b\u0441\u044f. " * 50),
            ("Chinese", "\u4e2d\u56fd\u5916\u4ea4\u90e8\u957f\u8bbf\u95ee\u4fc4\u7f57\u65af\u3002" * 50),
            ("Arabic", "\u0627\u0644\u0631\u0626\u064a\u0633 \u0627\u0644\u0631\u0648\u0633\u064a \u064a\u0632\u0648\u0631 \u0627\u0644\u0635\u064a\u0646. " * 50),
            ("combining marks", "e\u0301\u0302\u0303" * 100_000),
            ("right to left, zero width, private use", "\u202e\u200b\u200d\ufeff\ue000\U000FFFFD Iran \u202c" * 1000),
        ]:
            for language in ("", "en", "id"):
                odd = json.dumps({"id": "x", "text": text, "language": language}).encode() + b"\n"
                done = run(kawat, "-j", "2", file("odd.jsonl", line(1) + odd + line(2, GOOD_ID)))
                see(f"{kind} ({language or 'no language'})", done, (0, 4), good=2)

        # The other verbs that read files.
        for verb in ("quotes", "parse", "explain"):
            done = run(kawat, work / "missing.txt", verb=verb)
            if done.returncode != 1 or b"missing.txt" not in done.stderr:
                bad.append(f"{verb} of a missing file: exit {done.returncode}")
        pair = b'{"id":"r","text":"<s>Iran</s> condemned <t>Israel</t>."}\n'
        done = run(kawat, file("pairs.jsonl", pair + b"junk\n{}\n" + b'{"text":"\xff"}\n' + b'{"text":"no marks"}\n[' * 1 + b"\n" + pair), verb="relate")
        if done.returncode != 4 or done.stdout.count(b"\n") != 2 or b"pairs.jsonl:2" not in done.stderr:
            bad.append(f"relate with bad lines: exit {done.returncode}, {done.stdout.count(chr(10).encode())} answers")
        done = run(kawat, "--tokens", "gold", "--lang", "en", file("bad.conllu", b"1\tIran\n"), verb="parse")
        if done.returncode != 1 or b"error 109" not in done.stderr:
            bad.append(f"parse of broken CoNLL-U: exit {done.returncode}")

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    if peak > LIMIT_KB:
        bad.append(f"memory: {peak // 1024} MB at the peak, at most {LIMIT_KB // 1024} are allowed")
    print("\n".join("not so: " + b for b in bad) if bad else f"bad input: every kind is told and passed over; {peak // 1024} MB at the peak")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
