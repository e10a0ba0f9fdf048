"""Train the text model, a small spaCy tagger, on generated sentences; write it beside the code that reads it. Seeded.

    python tools/train_text.py [--sentences 50000] [--epochs 4] [--out graph_api/classifier/models/text.bin]

The model that ships sees all templates. With `--measure`, a second one, on half as many sentences of four fifths of the templates, is
measured on the others first, and its figures are kept with the first.
"""

import argparse
import gzip
import json
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import spacy
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools" / "classifier")]

import sentences  # noqa: E402

from graph_api.classifier import features, language, lexicon  # noqa: E402

OFTEN = 5  # times that training must see a word to know it
LEARN_RATE = 0.002


def known_words(made: list[sentences.Sentence]) -> frozenset[int]:
    """Return fingerprints of the words that training sees often."""
    counted = Counter(each.lower() for one in made for each in lexicon.WORD.findall(one.text))
    return frozenset(features.word_key(each) for each, count in counted.items() if count >= OFTEN)


def tags_of(spans: tuple[tuple[int, int, str], ...], at: list[language.Place]) -> list[str]:
    """Return the tag of each word: of the span that it begins in or lies in, if any."""
    tags, spans_left, begun = [], list(spans), False
    for start, end in at:
        while spans_left and start >= spans_left[0][1]:
            spans_left.pop(0)
            begun = False
        inside = spans_left and start < spans_left[0][1] and end > spans_left[0][0]
        tags.append(f"{'I' if begun else 'B'}-{spans_left[0][2]}" if inside else "O")
        begun = bool(inside)
    return tags


def forgotten(rng: random.Random, each: sentences.Sentence) -> list[float]:
    """Return for each character of a sentence whether the lists are to know what is there: in spans often not, else mostly."""
    share = rng.choice((0.0, 0.0, 0.3, 0.9))
    kept = [1.0 if rng.random() > share / 4 else 0.0 for _ in each.text]
    for start, end, _ in each.spans:
        kept[start:end] = [1.0 if rng.random() > share else 0.0 for _ in range(end - start)]
    return kept


def examples(
    nlp: spacy.Language, known: frozenset[int], made: list[sentences.Sentence], seed: int | None
) -> list[Example]:
    """Return examples of the sentences; with `seed`, some of their words are unknown to the lists."""
    rng, out = random.Random(seed), []
    for each in made:
        doc, at = language.read(nlp, known, each.text, None if seed is None else forgotten(rng, each))
        if at:
            out.append(Example(doc, Doc(nlp.vocab, words=[word.text for word in doc], tags=tags_of(each.spans, at))))
    return out


def fit(made: list[sentences.Sentence], epochs: int, seed: int) -> spacy.Language:
    """Return a pipeline trained on `made`."""
    fix_random_seed(seed)
    started, nlp, known = time.time(), language.blank(), known_words(made)
    train = examples(nlp, known, made, seed)
    tagger = language.tagger(nlp)
    for name in ("O", *(f"{at}-{label}" for label in sorted(set(sentences.LABELS.values())) for at in "BI")):
        tagger.add_label(name)
    optimizer = nlp.initialize(lambda: train[:500])
    print(f"{len(train)} sentences, {len(known)} words known, {time.time() - started:.0f} s", flush=True)
    batches = -(-len(train) // 40)
    total, done = epochs * batches, 0
    for epoch in range(epochs):
        random.Random(epoch).shuffle(train)
        losses: dict[str, float] = {}
        for batch in minibatch(train, 40):
            done += 1
            optimizer.learn_rate = LEARN_RATE * min(1.0, done / 200) * max(0.02, 1 - done / total)
            tagger.update(batch, sgd=optimizer, drop=0.15, losses=losses)
        print(f"epoch {epoch}: loss {losses['tagger']:.0f}, {time.time() - started:.0f} s", flush=True)
    nlp.meta["known"] = sorted(known)
    return nlp


def measure(nlp: spacy.Language, made: list[sentences.Sentence]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 by label, exact spans, and over all as `ALL`."""
    tags, known = language.Tags.of(language.tagger(nlp).labels), frozenset(nlp.meta["known"])
    right, said, true = Counter(), Counter(), Counter()
    for each in made:
        doc, at = language.read(nlp, known, each.text)
        gold = {(start, end, label) for start, end, label in each.spans}
        (scores,) = language.tagger(nlp).model.predict([doc])
        found = {(at[first][0], at[end - 1][1], label) for first, end, label, _ in language.decode(scores, tags)}
        for counter, spans in ((right, gold & found), (said, found), (true, gold)):
            counter.update([name for *_, label in spans for name in (label, "ALL")])
    return {
        name: {
            "p": round(right[name] / max(said[name], 1), 3),
            "r": round(right[name] / true[name], 3),
            "f": round(2 * right[name] / (said[name] + true[name]), 3),
        }
        for name in sorted(true)
    }


def main() -> None:
    """Generate, measure on templates that were held out if asked for, fit on all, write."""
    if os.environ.get("PYTHONHASHSEED") != "0":  # Faker draws from sets
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606 - itself
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=50000)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--out", type=Path, default=ROOT / "graph_api" / "classifier" / "models" / "text.bin")
    a = parser.parse_args()
    nlp = fit(sentences.generate(a.seed, a.sentences), a.epochs, a.seed)
    nlp.meta["recipe"] = {
        "sentences": a.sentences,
        "epochs": a.epochs,
        "seed": a.seed,
        "templates": len(sentences.TEMPLATES),
    }
    write(nlp, a.out)
    if a.measure:
        shuffled = list(sentences.TEMPLATES)
        random.Random(a.seed).shuffle(shuffled)
        held = len(shuffled) // 5
        part = fit(sentences.generate(a.seed, a.sentences // 2, tuple(shuffled[held:])), a.epochs, a.seed)
        nlp.meta["measured"] = measure(part, sentences.generate(a.seed + 1, 3000, tuple(shuffled[:held]), varied=False))
        for name, each in nlp.meta["measured"].items():
            print(name, json.dumps(each), flush=True)
        write(nlp, a.out)


def write(nlp: spacy.Language, out: Path) -> None:
    """Write the pipeline, packed, its weights as halves; the same bytes for the same weights."""
    for node in language.tagger(nlp).model.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name).astype(np.float16))
    out.write_bytes(gzip.compress(nlp.to_bytes(exclude=["vocab"]), 9, mtime=0))
    print(f"{out.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
