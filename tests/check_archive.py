#!/usr/bin/env python3
"""Archives: what goes in comes out, nothing twice, whatever happens on the way.

usage: check_archive.py KAWAT [--kills N] [--seed N]      N processes are killed at random moments (6; a hundred by hand)
"""
import argparse
import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

from expecting import expect, verdict

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples" / "news.jsonl"


def run(*args, **kw):
    # The articles here are the same few again and again.
    if "ingest" in args and "--copies" not in args:
        args = (*args, "--copies", "off")
    return subprocess.run(list(map(str, args)), capture_output=True, timeout=300, **kw)


def no_story(row_lines):
    """Rows without their story, which `kawat code` does not look for and later articles may change."""
    return [re.sub(rb'"story_id":"[^"]*"', b"", line) for line in row_lines]


def rows(kawat, archive):
    return run(kawat, "query", "-q", "-a", archive).stdout


def stories(kawat, archive, *args):
    return run(kawat, "stories", "-q", "-a", archive, "--format", "jsonl", *args).stdout


def unlinked(archive):
    return [p for p in json.loads((archive / "manifest.json").read_text())["parts"] if p["table"] == "unlinked"]


def is_whole(kawat, archive, what):
    done = run(kawat, "archive", "verify", "-a", archive)
    expect(f"{what}: verify finds nothing", done.returncode == 0 and not done.stdout, done)
    return done


def articles(path, n, first=0):
    """n articles: the samples again and again, under other ids."""
    samples = [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]
    with open(path, "w", encoding="utf-8") as out:
        for i in range(first, first + n):
            article = dict(samples[i % len(samples)])
            article["id"] = f"{article.get('id', 'x')}-{i}"
            out.write(json.dumps(article, ensure_ascii=False) + "\n")
    return path


def same_as_code(kawat, folder):
    news, archive = articles(folder / "plain.jsonl", 60), folder / "plain"
    coded = run(kawat, "code", "-q", "--copies", "off", "--format", "jsonl", news)
    done = run(kawat, "ingest", "-a", archive, news)
    expect("ingest ends with 0 and says what came in", done.returncode == 0 and b"60 documents" in done.stderr, done)
    got = rows(kawat, archive)
    expect("query gives the bytes that code gives, in another order", sorted(no_story(got.splitlines())) == sorted(no_story(coded.stdout.splitlines())))
    days = [json.loads(line)["date_start"] or "9999" for line in got.splitlines()]
    expect("query goes by day", days == sorted(days))
    expect("there are events", len(days) > 100)
    is_whole(kawat, archive, "after one ingest")

    again = run(kawat, "ingest", "-a", archive, news)
    expect("a second ingest does not even read the file", again.returncode == 0 and b"0 documents and 0 events added" in again.stderr
           and b"1 files were read to their end before" in again.stderr, again)
    os.utime(news)
    again = run(kawat, "ingest", "-a", archive, news)
    expect("a touched file is read and adds nothing", again.returncode == 0 and b"0 documents and 0 events added" in again.stderr
           and b"60 documents were there" in again.stderr, again)
    expect("and changes nothing", rows(kawat, archive) == got)
    manifest = (archive / "manifest.json").read_bytes()
    dry = run(kawat, "ingest", "--dry-run", "-a", archive, articles(folder / "more.jsonl", 70))
    expect("--dry-run counts 10 new ones", dry.returncode == 0 and b"10 are new, 60 are in the archive" in dry.stderr, dry)
    expect("--dry-run writes nothing", (archive / "manifest.json").read_bytes() == manifest)
    dry = run(kawat, "ingest", "--dry-run", "-a", folder / "none", news)
    expect("--dry-run makes no archive", dry.returncode == 0 and not (folder / "none").exists(), dry)

    run(kawat, "ingest", "-q", "-a", archive, folder / "more.jsonl")
    before = rows(kawat, archive)
    done = run(kawat, "archive", "compact", "-a", archive)
    expect("compact ends with 0", done.returncode == 0 and b"merged" in done.stderr, done)
    expect("compact changes no row", rows(kawat, archive) == before)
    parts = json.loads((archive / "manifest.json").read_text())["parts"]
    expect("one part a month is left", len({(p["table"], p["month"]) for p in parts}) == len(parts))
    on_disk = {str(p.relative_to(archive)) for p in archive.rglob("*.parquet")}
    expect("merged parts are gone", on_disk == {p["file"] for p in parts})
    is_whole(kawat, archive, "after compact")
    done = run(kawat, "archive", "info", "-a", archive)
    expect("info says how much there is", done.returncode == 0 and b"documents   70" in done.stdout, done)


def folders_and_skips(kawat, folder):
    """A folder of files: those that were read are passed over the next time, those that could not be are tried again."""
    pages, archive = folder / "pages", folder / "by_file"
    (pages / "b").mkdir(parents=True)
    for name in ("a.txt", "b/c.txt", "d.txt"):
        (pages / name).write_text(f"Rusia menyerang Ukraina pada Senin (3/10/2022). Berkas {name}.")
    (pages / "e.txt").write_bytes(b"")
    (pages / "f.txt").symlink_to(folder / "gone.txt")
    done = run(kawat, "ingest", "-a", archive, pages, folder / "gone.txt")
    expect("what cannot be read is a skip: 4", done.returncode == 4 and b"3 documents" in done.stderr, done)
    (pages / "d.txt").write_text("Turki mengecam Rusia pada Selasa (4/10/2022).")
    (folder / "gone.txt").write_text("Iran menuduh Israel pada Rabu (5/10/2022).")
    done = run(kawat, "ingest", "-a", archive, pages, folder / "gone.txt")
    expect("only what is new is read", b"2 files were read to their end before" in done.stderr and b"2 documents" in done.stderr, done)
    is_whole(kawat, archive, "a folder")


def same_id_other_text(kawat, folder):
    """Ids are unique in an archive, also where the input's are not; content decides where the input gives none."""
    first, second, archive = folder / "a.jsonl", folder / "b.jsonl", folder / "ids"
    text = "Rusia menyerang Ukraina pada Senin (3/10/2022)."
    first.write_text(json.dumps({"id": "1", "text": text}) + "\n" + json.dumps({"text": text + " Turki mengecam Rusia."}) + "\n")
    second.write_text(json.dumps({"id": "1", "text": text + " Polandia mengecam serangan Rusia ke Ukraina."}) + "\n")
    for path in (first, second, first, second):
        run(kawat, "ingest", "-q", "-a", archive, path)
    shutil.copy(first, folder / "copy.jsonl")
    done = run(kawat, "ingest", "-a", archive, folder / "copy.jsonl")
    expect("an article without id is known by its content in another file too", b"0 documents and 0 events added" in done.stderr, done)
    ids = {json.loads(line)["doc_id"] for line in rows(kawat, archive).splitlines()}
    expect(f"three documents with ids of their own: {sorted(ids)}", len(ids) == 3 and "1" in ids and any(i.startswith("1~") for i in ids))
    is_whole(kawat, archive, "documents of one id")


def copies(kawat, folder):
    """Near-copies are kept as documents, their events are those of the original; a file of its own changes nothing."""
    archive, lines = folder / "copies", articles(folder / "c.jsonl", 40).read_text(encoding="utf-8").splitlines(True)
    (folder / "c").mkdir()
    (folder / "c" / "1.jsonl").write_text("".join(lines[:20]), encoding="utf-8")
    done = run(kawat, "ingest", "--copies", "drop", "-a", archive, folder / "c")
    (folder / "c" / "2.jsonl").write_text("".join(lines[20:]), encoding="utf-8")
    done = run(kawat, "ingest", "--copies", "drop", "-a", archive, folder / "c")
    expect("a second file adds its documents", done.returncode == 0 and b"20 documents" in done.stderr and b"copies 36" in done.stderr, done)
    run(kawat, "ingest", "-q", "--copies", "drop", "-a", folder / "at_once", folder / "c.jsonl")
    expect("the same events as in one go", rows(kawat, archive) == rows(kawat, folder / "at_once"))
    done = run(kawat, "query", "-q", "-a", archive, "--sql", "SELECT copy_of, count(*) AS n FROM documents GROUP BY ALL", "--format", "jsonl")
    found = {d["copy_of"]: d["n"] for d in map(json.loads, done.stdout.splitlines())}
    expect(f"four originals, the others name them: {found}", found == {None: 4, **{f"{o}": 9 for o in found if o}} and len(found) == 5, done)
    of_copies = {json.loads(line)["doc_id"] for line in rows(kawat, archive).splitlines()}
    expect("events are of originals", 0 < len(of_copies) <= 4)


TREATY = [
    ("t1", "2024-06-20", "Warta Selat", "id", "Presiden Rusia Vladimir Putin dan pemimpin Korea Utara Kim Jong Un menandatangani perjanjian kemitraan strategis di Pyongyang pada Rabu (19/6/2024). Perjanjian itu memuat bantuan militer."),
    ("t2", "2024-06-20", "Northern Courier", "en", "Russian President Vladimir Putin and North Korean leader Kim Jong Un signed a strategic partnership treaty in Pyongyang on June 19, 2024. The treaty covers military aid."),
    ("t3", "2024-06-21", "Kabar Nusa", "id", "Vladimir Putin dan Kim Jong Un menandatangani perjanjian kemitraan strategis di Pyongyang pada 19 Juni 2024, kata kantor berita KCNA. Perjanjian itu memuat bantuan militer."),
    ("t4", "2024-06-22", "Harbour Gazette", "en", "Russian President Vladimir Putin and North Korean leader Kim Jong Un signed a strategic partnership treaty in Pyongyang on January 19, 2024. The treaty covers military aid."),
]


def told_by_many(kawat, folder):
    """The same stories whatever the order of arrival; each with its sources, and where they disagree."""
    lines = [json.dumps({"id": i, "published": day, "outlet": outlet, "language": language, "text": text,
                         "title": text.split(" di ")[0].split(" in Pyongyang")[0]}, ensure_ascii=False) + "\n"
             for i, day, outlet, language, text in TREATY]
    others = [a for a in (ROOT / "tests" / "stories" / "dev.jsonl").read_text(encoding="utf-8").splitlines(True)[::3] if "Pyongyang" not in a]
    lines += others
    archives = []
    for n, seed in enumerate((None, 1, 2)):
        archive, order = folder / f"order{n}", lines[:]
        if seed is None:
            portions = [order]
        else:
            random.Random(seed).shuffle(order)
            portions = [order[i::4] for i in range(4)]
        for k, portion in enumerate(portions):
            path = folder / f"order{n}-{k}.jsonl"
            path.write_text("".join(portion), encoding="utf-8")
            done = run(kawat, "ingest", "-a", archive, path)
            expect("ingest tells of stories", done.returncode == 0 and b"stories: " in done.stderr, done)
        is_whole(kawat, archive, f"stories, order {n}")
        archives.append(archive)
    for what in ("SELECT event_id, story_id FROM events ORDER BY 1", "SELECT doc_id, story_id FROM documents ORDER BY 1",
                 "SELECT * FROM stories ORDER BY story_id", "SELECT * FROM actors ORDER BY ALL"):
        answers = {run(kawat, "query", "-q", "-a", a, "--format", "jsonl", "--sql", what).stdout for a in archives}
        expect(f"in any order the same: {what}", len(answers) == 1 and b'"stor' in next(iter(answers)))
    by_document = {d["doc_id"]: d["story_id"] for d in map(json.loads, run(
        kawat, "query", "-q", "-a", archives[1], "--format", "jsonl", "--sql", "SELECT doc_id, story_id FROM documents").stdout.splitlines())}
    story = by_document["t1"]
    expect(f"four articles in two languages tell one story: {[by_document[t[0]] for t in TREATY]}",
           story is not None and {by_document[t[0]] for t in TREATY} == {story})
    one = json.loads(stories(kawat, archives[1], story[:10]))
    expect("its sources are kept each", [s["doc_id"] for s in one["sources"] if s["main"]] == ["t1", "t2", "t3", "t4"] and one["outlets"] == 4
           and one["languages"] == ["en", "id"])
    chains = {s["doc_id"]: [a["name"] for a in s["attribution"] or []] for s in one["sources"] if s["main"]}
    expect(f"each with its own chain: {chains}", all(chains[t[0]][-1] == t[2] for t in TREATY) and any("KCNA" in name for name in chains["t3"]))
    dates = [d for d in one["disagreements"] if d["field"] == "date"]
    expect(f"January stands beside June: {one['disagreements']}", dates and [(v["value"], v["documents"]) for v in dates[0]["values"]]
           == [("2024-06-19", ["t1", "t2", "t3"]), ("2024-01-19", ["t4"])])
    expect("the story is dated as most say", one["first_day"] == "2024-06-19")
    shown = run(kawat, "stories", "-a", archives[1], story, "--format", "table", "--color", "never")
    expect("for the eye too", shown.returncode == 0 and "they differ on the date: 2024-06-19 (t1, t2, t3); 2024-01-19 (t4)" in shown.stdout.decode(), shown)
    listed = [json.loads(line) for line in stories(kawat, archives[1], "--from", "2024-06-01", "--to", "2024-06-30").splitlines()]
    expect("the list has it", story in {s["story_id"] for s in listed} and all(s["documents"] >= 2 for s in listed))
    expect("nothing of that name: 3", run(kawat, "stories", "-a", archives[1], "zzz").returncode == 3)
    together = run(kawat, "stories", "-q", folder / "order0-0.jsonl", "--format", "documents")
    at_once = {d["doc_id"]: d["story_id"] for d in map(json.loads, together.stdout.splitlines())}
    groups = lambda of: {frozenset(d for d in of if of[d] == s) for s in of.values()}
    stored = {d: s or d for d, s in by_document.items()}
    expect("the archive holds the stories that kawat stories finds", groups(at_once) == groups(stored))


def full_file_system(kawat, folder):
    """A file system of 1 MB: writing ends with a clear error, and what was there stays."""
    small = folder / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], capture_output=True).returncode != 0:
        print("archive: no small file system can be made here; that test is left out")
        return
    try:
        archive = small / "news"
        run(kawat, "ingest", "-q", "-a", archive, articles(folder / "fit.jsonl", 12))
        before = rows(kawat, archive)
        done = run(kawat, "ingest", "-q", "--part-rows", "200", "-a", archive, "--keep-text", articles(folder / "too-much.jsonl", 4000))
        expect("a full file system: 1 and error 301", done.returncode == 1 and b"error 301" in done.stderr, done)
        is_whole(kawat, archive, "a full file system")
        expect("what was there is there", set(no_story(before.splitlines())) <= set(no_story(rows(kawat, archive).splitlines())))
    finally:
        subprocess.run(["umount", small], check=False)


def kills(kawat, folder, n, seed, copies):
    news = articles(folder / "kills.jsonl", 240)
    whole = folder / f"whole-{copies}"
    args = ["ingest", "-q", "-j", "2", "--part-rows", "60", "--part-seconds", "0.2", "--copies", copies]
    start = time.monotonic()
    done = run(kawat, *args, "-a", whole, news)
    seconds = time.monotonic() - start
    expect("the unbroken run ends with 0", done.returncode == 0, done)
    wanted, wanted_stories = rows(kawat, whole), stories(kawat, whole)
    expect("articles told again are stories", len(wanted_stories.splitlines()) >= 4)
    dice = random.Random(seed)
    left = n
    while left > 0:
        archive = folder / "killed"
        shutil.rmtree(archive, ignore_errors=True)
        for _ in range(min(left, dice.randint(1, 4))):
            left -= 1
            child = subprocess.Popen([kawat, *args, "-a", archive, news], stderr=subprocess.PIPE)
            time.sleep(dice.uniform(0, seconds * 0.9))
            child.kill()
            child.communicate()
            if (archive / "manifest.json").exists() and dice.random() < 0.3:
                got = rows(kawat, archive).splitlines()
                expect("a killed run leaves whole documents, none twice", len(got) == len(set(got)) and set(no_story(got)) <= set(no_story(wanted.splitlines())))
        done = run(kawat, *args, "-a", archive, news)
        expect("the run after the kill ends with 0", done.returncode == 0, done)
        expect("it ends in the archive of an unbroken run", rows(kawat, archive) == wanted)
        done = is_whole(kawat, archive, "after kills")
        expect("nothing is left behind", b"no commit names it" not in done.stderr and not list((archive / "aside").iterdir()), done)
        expect("no telling is left without its story", not unlinked(archive))
        expect("and in its stories", stories(kawat, archive) == wanted_stories)
        # Merging may be killed as well.
        child = subprocess.Popen([kawat, "archive", "compact", "-q", "-a", archive])
        time.sleep(dice.uniform(0, 0.3))
        child.kill()
        child.wait()
        expect("a killed compact changes no row", rows(kawat, archive) == wanted)
        is_whole(kawat, archive, "after a killed compact")
        run(kawat, "archive", "compact", "-q", "-a", archive)
        expect("compact after a killed one changes no row", rows(kawat, archive) == wanted and stories(kawat, archive) == wanted_stories)
        is_whole(kawat, archive, "after the compact that followed")


def two_at_once(kawat, folder):
    """Half of the articles are in both inputs; somebody reads and merges meanwhile."""
    one, other, both = articles(folder / "1.jsonl", 160), articles(folder / "2.jsonl", 160, 80), articles(folder / "3.jsonl", 240)
    run(kawat, "ingest", "-q", "-a", folder / "alone", both)
    wanted = rows(kawat, folder / "alone")
    archive = folder / "shared"
    args = ["ingest", "-q", "-j", "1", "--part-rows", "40", "--part-seconds", "0.1", "--copies", "off", "-a", archive]
    children = [subprocess.Popen([kawat, *args, path], stderr=subprocess.PIPE) for path in (one, other)]
    seen = 0
    while any(c.poll() is None for c in children):
        if (archive / "manifest.json").exists():
            done = run(kawat, "query", "-q", "-a", archive)
            got = done.stdout.splitlines()
            expect("a reader sees whole commits", done.returncode in (0, 3) and len(got) == len(set(got)) and len(got) >= seen, done)
            seen = len(got)
            done = run(kawat, "archive", "compact", "-q", "-a", archive)
            expect("merging meanwhile does no harm", done.returncode == 0, done)
    for child in children:
        words = child.communicate()[1]
        expect(f"both end with 0: {words.decode()[:300]}", child.returncode == 0)
    expect("two at once make what one makes", rows(kawat, archive) == wanted)
    is_whole(kawat, archive, "two at once")


def full_disk(kawat, folder):
    news, archive = articles(folder / "disk.jsonl", 120), folder / "full"
    run(kawat, "ingest", "-q", "-a", archive, articles(folder / "few.jsonl", 12))
    before = rows(kawat, archive)

    def little_room(most):
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    for most in (100, 2000, 8000, 13000):
        done = run(kawat, "ingest", "-q", "-a", archive, news, preexec_fn=little_room(most))
        expect(f"no room for more than {most} bytes: 1 and error 301", done.returncode == 1 and b"error 301" in done.stderr, done)
        expect("the archive is as before", rows(kawat, archive) == before)
        is_whole(kawat, archive, "no room")
    done = run(kawat, "ingest", "-q", "-a", archive, news)
    expect("with room it goes on", done.returncode == 0, done)
    run(kawat, "ingest", "-q", "-a", folder / "roomy", news)
    expect("and ends where it would have", rows(kawat, archive) == rows(kawat, folder / "roomy"))


def damage(kawat, folder):
    archive = folder / "damaged"
    run(kawat, "ingest", "-q", "-a", archive, articles(folder / "d.jsonl", 24))
    part = max((archive / "events").rglob("*.parquet"), key=lambda p: p.stat().st_size)
    good = part.read_bytes()
    name = str(part.relative_to(archive))
    for what, content in (("a changed byte", good[:len(good) // 2] + bytes([good[len(good) // 2] ^ 1]) + good[len(good) // 2 + 1:]),
                          ("a cut part", good[:-100]), ("an empty part", b""), ("a missing part", None)):
        part.unlink()
        if content is not None:
            part.write_bytes(content)
        done = run(kawat, "archive", "verify", "-a", archive)
        expect(f"verify names {what}", done.returncode == 1 and name.encode() in done.stdout, done)
        if content is None:
            part.write_bytes(good)
    is_whole(kawat, archive, "mended")
    told = folder / "told"  # samples of which several articles tell the same
    run(kawat, "ingest", "-q", "-a", told, *sorted((ROOT / "data/samples/history").glob("k*.jsonl")))
    is_whole(kawat, told, "stories")
    manifest = json.loads((told / "manifest.json").read_text())
    manifest["parts"] = [p for p in manifest["parts"] if p["table"] != "stories"]
    (told / "manifest.json").write_text(json.dumps(manifest))
    done = run(kawat, "archive", "verify", "-a", told)
    expect("verify misses stories", done.returncode == 1 and b"events of a story that is not there" in done.stdout, done)
    done = run(kawat, "query", "-a", folder / "nowhere")
    expect("no archive: 1, error 501", done.returncode == 1 and b"error 501" in done.stderr, done)
    other = folder / "other"
    other.mkdir()
    (other / "thesis.txt").write_text("not to be touched")
    done = run(kawat, "ingest", "-a", other, folder / "d.jsonl")
    expect("a folder of other files is left alone", done.returncode == 1 and b"error 501" in done.stderr and len(list(other.iterdir())) == 1, done)
    manifest = archive / "manifest.json"
    text = manifest.read_text()
    for what, content, code in (("no JSON", text[:100], b"502"), ("a newer layout", text.replace('"schema": 2', '"schema": 99'), b"503"),
                                ("a part outside", text.replace('"file":"events/', '"file":"../events/'), b"502")):
        manifest.write_text(content)
        for verb in (["query", "-a", archive], ["ingest", "-a", archive, folder / "d.jsonl"], ["archive", "info", "-a", archive]):
            done = run(kawat, *verb)
            expect(f"a manifest with {what}: {verb[0]} says error {code.decode()}", done.returncode == 1 and b"error " + code in done.stderr, done)
    manifest.write_text(text)
    is_whole(kawat, archive, "manifest put back")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("kawat")
    ap.add_argument("--kills", type=int, default=6)
    ap.add_argument("--seed", type=int, default=int(time.time()))
    args = ap.parse_args()
    kawat = os.path.abspath(args.kawat)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        same_as_code(kawat, folder)
        folders_and_skips(kawat, folder)
        same_id_other_text(kawat, folder)
        two_at_once(kawat, folder)
        full_disk(kawat, folder)
        full_file_system(kawat, folder)
        told_by_many(kawat, folder)
        damage(kawat, folder)
        copies(kawat, folder)
        kills(kawat, folder, args.kills - args.kills // 3, args.seed, "off")
        kills(kawat, folder, args.kills // 3, args.seed, "drop")
    return verdict(f"archive, {args.kills} kills, seed {args.seed}")


if __name__ == "__main__":
    sys.exit(main())
