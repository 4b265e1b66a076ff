#!/usr/bin/env python3
"""Are articles of the same event put together, and others kept apart? B-cubed precision, recall and F1.

usage: score_stories.py PRED GOLD [--first] [--mistakes N] [--json]

PRED  JSONL, one line per article: {"doc_id", "story_id"}, the story of its main event. A story_id of null, or an article that
      is not in PRED, stands alone. With --first an article may have many lines and the first one counts, so that PRED can be
      what `kawat code --format jsonl` writes.
GOLD  JSONL with "id" and "cluster" (tests/stories). Articles of PRED that GOLD does not know are passed over.

For each article: precision is the share of the articles in its predicted story that are of its cluster, recall the share of
its cluster that is in its story; both count the article itself, and both are averaged over all articles. Putting every article
alone therefore has precision 1 and a recall that is not 0: the line "each alone" is what any answer must beat.
Pairs tell more: of the pairs that belong together, how many were joined, within a language and across languages; of the near
misses (two clusters of one family: the name before the dot), how many were kept apart.

Exit codes: 0 scored, 2 input that cannot be scored.
"""
import argparse
import collections
import itertools
import json
import pathlib
import sys


class BadInput(Exception):
    pass


def read_lines(path, *keys):
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path}: {problem}") from problem
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as problem:
            raise BadInput(f"{path}:{number}: not JSON: {problem}") from problem
        if not isinstance(row, dict) or any(key not in row for key in keys):
            raise BadInput(f"{path}:{number}: needs {' and '.join(keys)}")
        yield number, row


def read_gold(path):
    gold = {}
    for number, row in read_lines(path, "id", "cluster"):
        if row["id"] in gold:
            raise BadInput(f"{path}:{number}: id {row['id']} twice")
        gold[row["id"]] = row
    if not gold:
        raise BadInput(f"{path}: no articles")
    return gold


def read_stories(path, first=False):
    stories = {}
    for number, row in read_lines(path, "doc_id", "story_id"):
        doc, story = row["doc_id"], row["story_id"]
        if first and doc in stories:
            continue
        if doc in stories and stories[doc] != story:
            raise BadInput(f"{path}:{number}: {doc} is in two stories, {stories[doc]} and {story}; give the main one only, or say --first")
        stories[doc] = story
    return stories


def groups(labels):
    """{doc: label} → {label: set of docs}"""
    out = collections.defaultdict(set)
    for doc, label in labels.items():
        out[label].add(doc)
    return out


def b_cubed(predicted, gold):
    """Both {doc: label} over the same docs → (precision, recall, F1)."""
    if not gold:
        return 0.0, 0.0, 0.0
    stories, clusters = groups(predicted), groups(gold)
    precision = recall = 0.0
    for doc in gold:
        story, cluster = stories[predicted[doc]], clusters[gold[doc]]
        both = len(story & cluster)
        precision += both / len(story)
        recall += both / len(cluster)
    precision, recall = precision / len(gold), recall / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def family(cluster):
    return cluster.partition(".")[0]


def pairs(predicted, rows):
    """{name: [right, all]} over pairs of articles."""
    count = {name: [0, 0] for name in ("same language joined", "across languages joined", "near misses apart", "others apart")}
    for one, other in itertools.combinations(rows, 2):
        a, b = rows[one], rows[other]
        joined = predicted[one] == predicted[other]
        if a["cluster"] == b["cluster"]:
            name, right = ("same" if a.get("language") == b.get("language") else "across"), joined
            name = "same language joined" if name == "same" else "across languages joined"
        else:
            name, right = ("near misses apart" if family(a["cluster"]) == family(b["cluster"]) else "others apart"), not joined
        count[name][0] += right
        count[name][1] += 1
    return count


def score(stories, rows):
    gold = {doc: row["cluster"] for doc, row in rows.items()}
    # A story of its own for each article that has none.
    predicted = {doc: ("story", stories[doc]) if stories.get(doc) is not None else ("alone", doc) for doc in rows}
    found = dict(zip(("precision", "recall", "f1"), b_cubed(predicted, gold)))
    alone = dict(zip(("precision", "recall", "f1"), b_cubed({doc: doc for doc in gold}, gold)))
    return {
        "articles": len(gold), "clusters": len(set(gold.values())), "stories": len(set(predicted.values())),
        "without_story": sum(kind == "alone" for kind, _ in predicted.values()),
        "unknown": sum(doc not in rows for doc in stories),
        "b_cubed": found, "each_alone": alone, "pairs": pairs(predicted, rows),
    }, predicted


def mistakes(predicted, rows):
    """Stories with several clusters and clusters in several stories, the largest first."""
    gold = {doc: row["cluster"] for doc, row in rows.items()}
    out = []
    for docs in groups(predicted).values():
        inside = groups({doc: gold[doc] for doc in docs})
        if len(inside) > 1:
            out.append((len(docs), "joined", inside))
    for docs in groups(gold).values():
        inside = groups({doc: predicted[doc] for doc in docs})
        if len(inside) > 1:
            out.append((len(docs), "split " + gold[min(docs)], inside))
    for _, what, inside in sorted(out, key=lambda entry: (-entry[0], entry[1])):
        lines = [what]
        for name, docs in sorted(inside.items(), key=lambda entry: min(entry[1])):
            shown = name if isinstance(name, str) else str(name[1])
            lines += [f"    {shown:<28} {doc}  {rows[doc].get('language', '')}  {rows[doc].get('title', '')}" for doc in sorted(docs)]
        yield "\n".join(lines)


def main():
    ap = argparse.ArgumentParser(usage=__doc__)
    ap.add_argument("pred")
    ap.add_argument("gold")
    ap.add_argument("--first", action="store_true")
    ap.add_argument("--mistakes", type=int, default=0, metavar="N")
    ap.add_argument("--json", action="store_true")
    args = ap.parse_args()
    try:
        rows = read_gold(args.gold)
        result, predicted = score(read_stories(args.pred, args.first), rows)
    except BadInput as problem:
        print(problem, file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(result))
        return 0
    print(f"articles {result['articles']}  clusters {result['clusters']}  stories {result['stories']}"
          f"  without a story {result['without_story']}  not in gold {result['unknown']}")
    for name, key in (("B-cubed", "b_cubed"), ("each alone", "each_alone")):
        part = result[key]
        print(f"{name:<24} P {part['precision']:.3f}  R {part['recall']:.3f}  F1 {part['f1']:.3f}")
    for name, (right, total) in result["pairs"].items():
        print(f"pairs, {name:<24} {right} of {total}" + (f"  {right / total:.3f}" if total else ""))
    for text in itertools.islice(mistakes(predicted, rows), args.mistakes):
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
