#!/usr/bin/env python3
"""Runs the case files: short texts with the events that must, or must not, be coded in them.

usage: cases_test.py KAWAT [FILE or FOLDER …] [--verbose] [--todo FILE] [--prune] [--failing]

How a case is written: tests/cases/README.md. Cases that do not pass yet stand in tests/cases/cases.todo, one a line
("id/protest.case passive"); a case that passes although it stands there is a failure too, so that the list only shrinks.
--prune takes passing cases out of the list; --failing only prints the list of those that do not hold.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent / "cases"
TYPES = """AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE
COERCE ASSAULT""".split()
FIELDS = "actor recipient modality date said_by chain place actor_text recipient_text actor_name recipient_name trigger cameo context".split()
DOCUMENT = {"lang": "language", "date": "published", "outlet": "outlet", "home": "home", "title": "title"}
FIELD = re.compile(r'(\w+)=("[^"]*"|\S+)')


class Bad(Exception):
    pass


def parse_event(rest, place):
    words = rest.split(None, 1)
    kind, _, mode = words[0].partition("/")
    for one in kind.split("|"):
        if one not in TYPES:
            raise Bad(f"{place}: {one} is no event type")
    fields, tail = {}, words[1] if len(words) > 1 else ""
    for key, value in FIELD.findall(tail):
        if key not in FIELDS:
            raise Bad(f"{place}: {key}= is not known (there are {', '.join(FIELDS)})")
        fields[key] = value.strip('"')
    if FIELD.sub("", tail).strip():
        raise Bad(f"{place}: cannot read '{FIELD.sub('', tail).strip()}'")
    return {"types": kind.split("|"), "mode": mode or None, "fields": fields, "line": place, "text": rest}


def parse(path, name):
    """A file's cases. Lines before the first `case` hold for all of them."""
    common, cases, case = {}, [], None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{name}:{number}"
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line == "---":
            case = None
            continue
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word in DOCUMENT and case is None and not cases:
            common[DOCUMENT[word]] = rest
            continue
        if word == "case" or case is None:
            label = rest if word == "case" else f"case{len(cases) + 1}"
            if any(c["label"] == label for c in cases):
                raise Bad(f"{place}: two cases named {label}")
            case = {"label": label, "id": f"{name} {label}", "doc": dict(common), "texts": [], "events": [], "none": [], "only": False}
            cases.append(case)
            if word == "case":
                continue
        if word in DOCUMENT:
            case["doc"][DOCUMENT[word]] = rest
        elif word == "text":
            case["texts"].append(rest)
        elif word == "event":
            case["events"].append(parse_event(rest, place))
        elif word == "none":
            if rest.partition("/")[0] not in [*TYPES, "*"]:
                raise Bad(f"{place}: {rest} is no event type")
            case["none"].append((rest, place))
        elif line == "nothing else":
            case["only"] = True
        else:
            raise Bad(f"{place}: '{word}' is not known (there are case, lang, date, outlet, home, title, text, event, none, nothing else)")
    for case in cases:
        if not case["texts"]:
            raise Bad(f"{case['id']}: no text")
        if not case["events"] and not case["none"] and not case["only"]:
            raise Bad(f"{case['id']}: says nothing about events")
        case["doc"]["id"] = case["id"]
        case["doc"]["text"] = "\n".join(case["texts"])
    return cases


def interval(text):
    """2024 | 2024-06 | 2024-06-03 | a..b, as first and last day."""
    first, _, last = text.partition("..")
    last = last or first

    def day(s, end):
        parts = [int(x) for x in s.split("-")]
        year = parts[0]
        month = parts[1] if len(parts) > 1 else 12 if end else 1
        if len(parts) > 2:
            return f"{year:04}-{month:02}-{parts[2]:02}"
        days = [31, 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return f"{year:04}-{month:02}-{days if end else 1:02}"

    return day(first, False), day(last, True)


def holds(text, part):
    return part.casefold() in (text or "").casefold()


def sources(event):
    return [s for s in event.get("attribution") or [] if s.get("kind") != "outlet"]


def named(source, part):
    return holds(source.get("name"), part) or holds(source.get("text"), part)


def field_holds(key, wanted, event):
    if "|" in wanted:
        return any(field_holds(key, w, event) for w in wanted.split("|"))
    if key in ("actor", "recipient"):
        got = event.get(key + "_code") or "-"
        return got != "-" if wanted == "*" else got == wanted
    if key == "modality":
        return (event.get("modality") or "actual") == wanted
    if key == "date":
        if wanted == "-":
            return not event.get("date_start")
        return (event.get("date_start"), event.get("date_end")) == interval(wanted)
    if key == "said_by":
        chain = sources(event)
        return not chain if wanted == "-" else any(named(s, wanted) for s in chain)
    if key == "chain":
        chain = sources(event)
        parts = [p.strip() for p in wanted.split(">")]
        return len(chain) == len(parts) and all(named(s, p) for s, p in zip(chain, parts))
    if key == "place":
        if re.fullmatch("[A-Z]{3}", wanted):
            return event.get("place_country") == wanted
        return holds(event.get("place_name"), wanted) or holds(event.get("place_text"), wanted)
    if key == "trigger":
        return holds(event.get("trigger_text"), wanted)
    if key == "cameo":
        return event.get("cameo_code") == wanted
    if key == "context":
        return wanted in (event.get("contexts") or [])
    return holds(event.get(key), wanted)


def matches(wanted, event):
    return (event.get("event_type") in wanted["types"] and (wanted["mode"] is None or event.get("event_mode") == wanted["mode"])
            and all(field_holds(k, v, event) for k, v in wanted["fields"].items()))


def show(event):
    mode = "/" + event["event_mode"] if event.get("event_mode") else ""
    said = " > ".join(s.get("name") or s.get("text") or "?" for s in sources(event))
    return (f"{event.get('event_type')}{mode} actor={event.get('actor_code') or '-'} recipient={event.get('recipient_code') or '-'}"
            f" modality={event.get('modality')} date={event.get('date_start')}..{event.get('date_end')}"
            f" place={event.get('place_name') or event.get('place_text') or '-'} said_by={said or '-'}"
            f" trigger={event.get('trigger_text')!r} rule={event.get('rule')}")


def judge(case, events):
    complaints = []
    for wanted in case["events"]:
        if not any(matches(wanted, e) for e in events):
            complaints.append(f"{wanted['line']}: not coded: {wanted['text']}")
    for kind, line in case["none"]:
        type_, _, mode = kind.partition("/")
        for e in events:
            if type_ in ("*", e.get("event_type")) and (not mode or e.get("event_mode") == mode):
                complaints.append(f"{line}: must not be coded: {show(e)}")
    if case["only"]:
        for e in events:
            if not any(matches(w, e) for w in case["events"]):
                complaints.append(f"{case['id']}: coded beside what is listed: {show(e)}")
    return complaints


def run(kawat, cases):
    rows = "".join(json.dumps(c["doc"], ensure_ascii=False) + "\n" for c in cases)
    done = subprocess.run([kawat, "code", "--quiet", "--format", "jsonl", "-"], input=rows.encode(), capture_output=True, timeout=300)
    if done.returncode not in (0, 3):
        raise Bad(f"{kawat} code: exit {done.returncode}: {done.stderr.decode(errors='replace').strip()[:500]}")
    found = {}
    for line in done.stdout.decode().splitlines():
        if line.strip():
            event = json.loads(line)
            found.setdefault(event["doc_id"], []).append(event)
    return found


def main():
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("kawat")
    ap.add_argument("paths", nargs="*", type=pathlib.Path)
    ap.add_argument("--verbose", action="store_true")
    ap.add_argument("--todo", type=pathlib.Path, default=HERE / "cases.todo")
    ap.add_argument("--prune", action="store_true")
    ap.add_argument("--failing", action="store_true")
    args = ap.parse_args()
    files = []
    for path in args.paths or [HERE]:
        files += sorted(path.rglob("*.case")) if path.is_dir() else [path]
    if not files:
        raise Bad("no case files")
    cases = []
    for path in files:
        path = path.resolve()
        name = str(path.relative_to(HERE)) if path.is_relative_to(HERE) else path.name
        cases += parse(path, name)
    todo = set()
    if args.todo.exists():
        todo = {line.split("#")[0].strip() for line in args.todo.read_text(encoding="utf-8").splitlines()} - {""}
    found = run(args.kawat, cases)
    if args.failing:
        print("# Cases that do not hold yet. Only gets shorter: cases_test.py --prune takes out what passes.")
        print("\n".join(c["id"] for c in cases if judge(c, found.get(c["id"], []))))
        return 0
    known = {c["id"] for c in cases}
    bad, waiting, surprise, per_file = [], 0, [], {}
    for case in cases:
        name = case["id"].split(" ")[0]
        events = found.get(case["id"], [])
        complaints = judge(case, events)
        tally = per_file.setdefault(name, [0, 0])
        tally[1] += 1
        tally[0] += not complaints
        if complaints and case["id"] in todo:
            waiting += 1
        elif complaints:
            bad.append(case["id"])
        elif case["id"] in todo:
            surprise.append(case["id"])
        if complaints and (case["id"] not in todo or args.verbose):
            print(f"\n{case['id']}" + ("  (known)" if case["id"] in todo else ""))
            for text in case["texts"]:
                print(f"    {text}")
            for c in complaints:
                print(f"  {c}")
            for e in events:
                print(f"    coded: {show(e)}")
    print()
    for name, (good, all_) in per_file.items():
        print(f"{name}: {good} of {all_}")
    unknown = sorted(t for t in todo if t not in known) if not args.paths else []
    if args.prune and (surprise or unknown):
        drop = set(surprise) | set(unknown)
        lines = [line for line in args.todo.read_text(encoding="utf-8").splitlines() if line.split("#")[0].strip() not in drop]
        args.todo.write_text("\n".join(lines) + "\n", encoding="utf-8")
        surprise, unknown = [], []
    for case in surprise:
        print(f"passes now, take it out of {args.todo.name} (--prune does): {case}")
    for case in unknown:
        print(f"{args.todo.name} names a case that is not there: {case}")
    total = len(cases)
    print(f"{total - len(bad) - waiting} of {total} cases hold, {waiting} known not to, {len(bad)} new failures")
    return 1 if bad or surprise or unknown else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Bad as problem:
        print(problem)
        sys.exit(1)
