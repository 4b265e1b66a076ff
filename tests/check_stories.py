#!/usr/bin/env python3
"""The story sets keep their own rules, and their scorer counts as counted by hand.

usage: check_stories.py [DIR]          exits 1 and prints what is wrong
"""
import collections
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SCORER = HERE.parent / "eval" / "score_stories.py"
KEYS = ["id", "cluster", "title", "published", "language", "outlet", "url", "text"]
DAYS = {name: number for names in ("senin selasa rabu kamis jumat sabtu minggu", "monday tuesday wednesday thursday friday saturday sunday")
        for number, name in enumerate(names.split())}
# "Selasa (15/11/2022)": a weekday that does not fit its date would be our slip, not a disagreement of sources.
DATED = re.compile(r"\b(" + "|".join(DAYS) + r") \((\d{1,2})/(\d{1,2})/(\d{4})\)", re.I)

bad = []


def expect(what, condition):
    if not condition:
        bad.append(what)


def run(predicted, gold, *options):
    with tempfile.TemporaryDirectory() as work:
        files = []
        for name, rows in (("pred", predicted), ("gold", gold)):
            files.append(pathlib.Path(work) / name)
            files[-1].write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return subprocess.run([sys.executable, str(SCORER), *map(str, files), *options], capture_output=True, text=True)


def near(value, wanted):
    return abs(value - wanted) < 1e-9


def check_scorer():
    # Clusters x.1 = {a, b, c}, x.2 = {d, e}, y.1 = {f}; stories {a, b, d}, {c}, {e}, and f without one.
    gold = [{"id": i, "cluster": c, "language": l} for i, c, l in
            (("a", "x.1", "id"), ("b", "x.1", "en"), ("c", "x.1", "id"), ("d", "x.2", "id"), ("e", "x.2", "id"), ("f", "y.1", "en"))]
    stories = [{"doc_id": d, "story_id": s} for d, s in (("a", "1"), ("b", "1"), ("d", "1"), ("c", "2"), ("e", "3"), ("f", None), ("z", "1"))]
    done = run(stories, gold, "--json")
    if done.returncode != 0:
        bad.append(f"scorer: exit {done.returncode}: {done.stderr[-300:]}")
        return
    got = json.loads(done.stdout)
    # precision: a 2/3, b 2/3, d 1/3, c 1, e 1, f 1 = 14/3; recall: a 2/3, b 2/3, c 1/3, d 1/2, e 1/2, f 1 = 11/3.
    precision, recall = 14 / 18, 11 / 18
    expect(f"scorer: precision {got['b_cubed']}", near(got["b_cubed"]["precision"], precision))
    expect(f"scorer: recall {got['b_cubed']}", near(got["b_cubed"]["recall"], recall))
    expect(f"scorer: F1 {got['b_cubed']}", near(got["b_cubed"]["f1"], 2 * precision * recall / (precision + recall)))
    # Each alone: recall 3 × 1/3 + 2 × 1/2 + 1 = 3 of 6.
    expect(f"scorer: each alone {got['each_alone']}", got["each_alone"]["precision"] == 1 and near(got["each_alone"]["recall"], 0.5))
    # Together: a-b (id, en) joined, b-c (en, id) not, a-c and d-e (id, id) not. Near misses: 3 × 2, of which a-d and b-d are joined.
    expect(f"scorer: pairs {got['pairs']}", got["pairs"] == {"same language joined": [0, 2], "across languages joined": [1, 2],
                                                            "near misses apart": [4, 6], "others apart": [5, 5]})
    expect(f"scorer: counts {got}", (got["articles"], got["clusters"], got["stories"], got["without_story"], got["unknown"]) == (6, 3, 4, 1, 1))
    right = run([{"doc_id": row["id"], "story_id": row["cluster"]} for row in gold], gold, "--json")
    expect("scorer: the gold itself has F1 1", json.loads(right.stdout)["b_cubed"]["f1"] == 1)
    one = json.loads(run([{"doc_id": row["id"], "story_id": 0} for row in gold], gold, "--json").stdout)
    # All in one story: (3×3 + 2×2 + 1×1) / 6².
    expect("scorer: all in one story", near(one["b_cubed"]["precision"], 14 / 36) and one["b_cubed"]["recall"] == 1)
    shown = run(stories, gold, "--mistakes", "5")
    expect(f"scorer: names its mistakes: {shown.stdout}", "joined" in shown.stdout and "split x.1" in shown.stdout)
    for what, predicted in (("an article in two stories", stories + [{"doc_id": "a", "story_id": "9"}]), ("a line without story_id", [{"doc_id": "a"}])):
        done = run(predicted, gold)
        expect(f"scorer: {what} is refused with its place, not {done.returncode} {done.stderr}", done.returncode == 2 and "pred:" in done.stderr)
    many = json.loads(run(stories + [{"doc_id": "a", "story_id": "9"}], gold, "--first", "--json").stdout)
    expect(f"scorer: --first takes the first line of an article: {many}", many == got)
    done = run(stories, gold + gold[:1])
    expect("scorer: an id twice in the gold is refused", done.returncode == 2 and "gold:7" in done.stderr)


def shingles(text):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i:i + 4]) for i in range(len(words) - 3)}


def check_set(path):
    rows, seen = [], {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        at = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except ValueError as problem:
            bad.append(f"{at}: not JSON: {problem}")
            continue
        if list(row) != KEYS or not all(isinstance(value, str) and value.strip() for value in row.values()):
            bad.append(f"{at}: not the text fields {', '.join(KEYS)} in this order")
            continue
        rows.append(row)
        try:
            datetime.datetime.fromisoformat(row["published"])
        except ValueError:
            bad.append(f"{at}: published {row['published']}")
        if row["language"] not in ("id", "en"):
            bad.append(f"{at}: language {row['language']}")
        if not row["url"].startswith("https://example.org/"):
            bad.append(f"{at}: {row['url']} is not under example.org")
        if not re.fullmatch(r"[a-z0-9-]+\.[a-z0-9-]+", row["cluster"]):
            bad.append(f"{at}: cluster {row['cluster']} is not family.event")
        words = len(row["text"].split())
        if not 30 <= words <= 110:
            bad.append(f"{at}: {words} words, 30–110 wanted")
        for day, *date in DATED.findall(row["text"]):
            try:
                if datetime.date(*map(int, reversed(date))).weekday() != DAYS[day.lower()]:
                    bad.append(f"{at}: {'/'.join(date)} is no {day}")
            except ValueError:
                bad.append(f"{at}: {'/'.join(date)} is no date")
        for key in ("id", "url", "text"):
            if row[key] in seen:
                bad.append(f"{at}: {key} as in line {seen[row[key]]}")
            seen[row[key]] = number
    return rows


def main(folder):
    check_scorer()
    sets = {name: check_set(folder / f"{name}.jsonl") for name in ("dev", "test")}
    rows = [row for part in sets.values() for row in part]
    clusters = collections.defaultdict(list)
    for row in rows:
        clusters[row["cluster"]].append(row)
    families = {name: {row["cluster"].partition(".")[0] for row in part} for name, part in sets.items()}
    expect(f"families in both sets: {sorted(families['dev'] & families['test'])}", not families["dev"] & families["test"])
    expect("ids are unique over both sets", len({row["id"] for row in rows}) == len(rows))
    expect(f"at least 260 articles: {len(rows)}", len(rows) >= 260)
    told = [docs for docs in clusters.values() if len(docs) > 1]
    expect(f"at least 70 clusters of several articles: {len(told)}", len(told) >= 70)
    expect("no cluster has more than 6 articles: " + ", ".join(name for name, docs in clusters.items() if len(docs) > 6),
           all(len(docs) <= 6 for docs in clusters.values()))
    for name, part in sets.items():
        share = sum(row["language"] == "id" for row in part) / max(1, len(part))
        expect(f"{name}: languages about equal, {share:.2f} Indonesian", 0.45 <= share <= 0.55)
        mixed = [1 for docs in told if docs[0] in part and len({row["language"] for row in docs}) == 2]
        own = sum(docs[0] in part for docs in told)
        expect(f"{name}: most clusters are told in both languages, {len(mixed)} of {own}", len(mixed) >= 0.7 * own)
    # Written one by one: no two articles share most of their wording, near-copies of one event told by two outlets excepted.
    prints = [(row, shingles(row["text"])) for row in rows]
    for i, (row, print_) in enumerate(prints):
        for other, other_print in prints[i + 1:]:
            if row["cluster"] != other["cluster"] and len(print_ & other_print) > 0.3 * min(len(print_), len(other_print)):
                bad.append(f"{row['id']} and {other['id']} are of two clusters and share their wording")
    print("\n".join(bad) if bad else f"stories: {len(rows)} articles, {len(told)} clusters of several, {len(clusters) - len(told)} singles; scorer in order")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else HERE / "stories")))
