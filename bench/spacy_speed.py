#!/usr/bin/env python3
"""spaCy's tokenizer, tagger and parser beside `kawat code`, in processor time on the same texts.

usage: spacy_speed.py KAWAT TREEBANK.conllu ARTICLES.jsonl [--repeat N] [--seconds N]

Needs spaCy. Its trained models are not on PyPI, so one of the same shape as en_core_web_sm (four convolutions of 96 values, parser of 64) is
trained for a short while (--seconds) on TREEBANK: what it gets wrong does not matter here, only how long it takes. Kawat does all it does,
from reading to events, spaCy parses. Texts longer than one sentence each; Kawat's start is taken off.
"""
import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import tempfile
import time

TOK2VEC = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}


def used(who):
    u = resource.getrusage(who)
    return u.ru_utime + u.ru_stime


def sentences(path, most):
    sentence, count = [], 0
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if cells[0].isdigit():
                sentence.append(cells)
            elif cells == [""] and sentence:
                yield sentence
                sentence, count = [], count + 1
                if count == most:
                    return


def spacy_pipeline(treebank, seconds):
    import spacy
    from spacy.tokens import Doc
    from spacy.training import Example

    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "nO": None, "tok2vec": TOK2VEC}})
    nlp.add_pipe(
        "parser",
        config={
            "model": {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "parser", "extra_state_tokens": False,
                      "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": TOK2VEC}
        },
    )
    examples = []
    for s in sentences(treebank, 3000):
        heads = [int(c[6]) - 1 if c[6] != "0" else i for i, c in enumerate(s)]
        labels = [c[7] if c[6] != "0" else "ROOT" for c in s]
        doc = Doc(nlp.vocab, words=[c[1] for c in s])
        examples.append(Example.from_dict(doc, {"tags": [c[3] for c in s], "heads": heads, "deps": labels}))
    optimizer = nlp.initialize(lambda: examples)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        nlp.update(random.sample(examples, min(64, len(examples))), sgd=optimizer, drop=0.1)
    return nlp


def kawat_time(kawat, path):
    before = used(resource.RUSAGE_CHILDREN)
    subprocess.run([kawat, "code", "-j1", "--quiet", path], check=True, stdout=subprocess.DEVNULL)
    return used(resource.RUSAGE_CHILDREN) - before


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("kawat")
    p.add_argument("treebank")
    p.add_argument("articles")
    p.add_argument("--repeat", type=int, default=3)
    p.add_argument("--seconds", type=float, default=150)
    o = p.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    with open(o.articles, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    nlp = spacy_pipeline(o.treebank, o.seconds)
    spacy, kawat, tokens = [], [], 0
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as empty:
        empty.write(json.dumps({"id": "0", "text": "The US sanctioned Iran."}) + "\n")
        empty.flush()
        start = statistics.median(kawat_time(o.kawat, empty.name) for _ in range(o.repeat))
    for _ in range(o.repeat):
        before = used(resource.RUSAGE_SELF)
        tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=64))
        spacy.append(used(resource.RUSAGE_SELF) - before)
        kawat.append(kawat_time(o.kawat, o.articles) - start)
    a, b = statistics.median(spacy), statistics.median(kawat)
    ratio = statistics.median(x / y for x, y in zip(spacy, kawat))
    print(f"{len(texts)} texts, {tokens} tokens: spaCy {tokens / a:,.0f} tokens/s, Kawat {tokens / b:,.0f} tokens/s, {ratio:.1f} times as fast")


if __name__ == "__main__":
    main()
