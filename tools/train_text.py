"""Train the text model, a small spaCy entity recogniser, on generated sentences; write it beside the code that reads it. Seeded.

    python tools/train_text.py [--sentences 12000] [--out graph_api/classifier/models/text.bin]

The model that ships sees all templates. A second one, on half as many sentences of four fifths of the templates, is measured on the
others; its precision by label is the confidence of the first.
"""

import argparse
import gzip
import random
import sys
import time
import warnings
from pathlib import Path

import spacy
from spacy.training import Example, offsets_to_biluo_tags
from spacy.util import fix_random_seed, minibatch

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools" / "classifier")]

import sentences  # noqa: E402

from graph_api.classifier.language import blank  # noqa: E402


def examples(nlp: spacy.Language, made: list[sentences.Sentence]) -> list[Example]:
    """Return training examples; a span that does not fall on tokens drops its sentence."""
    out = []
    for each in made:
        doc = nlp.make_doc(each.text)
        if "-" not in offsets_to_biluo_tags(doc, list(each.spans)):
            out.append(Example.from_dict(doc, {"entities": list(each.spans)}))
    return out


def fit(made: list[sentences.Sentence], epochs: int, seed: int) -> spacy.Language:
    """Return a pipeline trained on `made`."""
    fix_random_seed(seed)
    started, nlp = time.time(), blank()
    train = examples(nlp, made)
    print(f"{len(train)} of {len(made)} sentences", flush=True)
    optimizer = nlp.initialize(lambda: train[:2000])
    optimizer.learn_rate = 0.002
    for epoch in range(epochs):
        random.Random(epoch).shuffle(train)
        losses: dict[str, float] = {}
        for batch in minibatch(train, 32):
            nlp.update(batch, sgd=optimizer, drop=0.3, losses=losses)
        optimizer.learn_rate *= 0.7
        print(f"epoch {epoch}: loss {losses['ner']:.0f}, {time.time() - started:.0f} s", flush=True)
    return nlp


def measure(nlp: spacy.Language, made: list[sentences.Sentence]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 by label, exact spans, and over all as `ALL`."""
    scores = nlp.evaluate(examples(nlp, made))
    overall = {"p": scores["ents_p"], "r": scores["ents_r"], "f": scores["ents_f"]}
    return {
        name: {key: round(value, 3) for key, value in each.items()}
        for name, each in {**scores["ents_per_type"], "ALL": overall}.items()
    }


def main() -> None:
    """Generate, measure on templates that were held out, fit on all, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=12000)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=ROOT / "graph_api" / "classifier" / "models" / "text.bin")
    a = parser.parse_args()
    warnings.filterwarnings("ignore", message=r"\[W030\]")  # such sentences are dropped, and counted
    nlp = fit(sentences.generate(a.seed, a.sentences), a.epochs, a.seed)
    write(nlp, a.out)
    shuffled = list(sentences.TEMPLATES)
    random.Random(a.seed).shuffle(shuffled)
    held = len(shuffled) // 5
    part = fit(sentences.generate(a.seed, a.sentences // 2, tuple(shuffled[held:])), a.epochs, a.seed)
    measured = measure(part, sentences.generate(a.seed + 1, 1500, tuple(shuffled[:held]), varied=False))
    for name, each in sorted(measured.items()):
        print(name, each, flush=True)
    nlp.meta["precision"] = {name: max(0.5, min(0.95, each["p"])) for name, each in measured.items()}
    nlp.meta["measured"] = measured
    write(nlp, a.out)


def write(nlp: spacy.Language, out: Path) -> None:
    """Write the pipeline, packed, the same bytes for the same weights."""
    out.write_bytes(gzip.compress(nlp.to_bytes(exclude=["vocab"]), 9, mtime=0))
    print(f"{out.stat().st_size / 1e6:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
