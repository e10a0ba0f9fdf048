"""Train the column model on generated data and write it beside the code that reads it. Seeded; see docs/reference/classifier-model.md.

python tools/train_classifier.py [--columns 18000] [--seed 1] [--fast] [--out graph_api/classifier/models/columns.npz]
"""

import argparse
import json
import sys
import time
from pathlib import Path
from random import Random

import numpy as np
from freezegun import freeze_time
from scipy import sparse
from sklearn.isotonic import IsotonicRegression

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tools" / "classifier")]

import columns  # noqa: E402
import wordlists  # noqa: E402
from values import KINDS, REGIONS  # noqa: E402

from graph_api.classifier import features, names  # noqa: E402

KIND_NAMES = tuple(KINDS)
CLASSES = tuple(dict.fromkeys(label for label, _ in KINDS.values()))
TODAY = "2026-11-01"
EPOCHS, BATCH, RATE, DECAY = 8, 128, 0.02, 2e-6
FORGOTTEN = 0.45  # share of the word lists that a training column does not see, since no list knows every name


def vectors(made: list[columns.Column], lists: dict[int, int], seed: int) -> sparse.csr_matrix:
    """Return one row of features for each column; each sees only part of the word lists."""
    rng, variants = Random(seed), []
    for _ in range(4):
        kept = {key: bits for key, bits in lists.items() if bits >> 5 or rng.random() > FORGOTTEN}
        variants.append(arrays(kept))
    rows = []
    for number, each in enumerate(made):
        of_values = features.of_values(each.values, *variants[number % 4])
        of_name = features.of_name(names.expanded(each.name), names.expanded(each.table))
        if of_values is None:
            of_values = np.zeros(features.VALUES, dtype=np.float32)
        rows.append(sparse.csr_matrix(np.concatenate((of_values, of_name))))
    return sparse.vstack(rows).tocsr()


def arrays(lists: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the word lists as sorted fingerprints and their bits."""
    keys = np.array(sorted(lists), dtype=np.uint32)
    return keys, np.array([lists[int(each)] for each in keys], dtype=np.uint8)


def fit(x: sparse.csr_matrix, y: np.ndarray, seed: int) -> np.ndarray:
    """Return the weights of a softmax regression, (features + 1, kinds), by Adam with weight decay."""
    rng = np.random.default_rng(seed)
    size, kinds = x.shape[1] + 1, len(KIND_NAMES)
    x = sparse.hstack([x, np.ones((x.shape[0], 1), dtype=np.float32)]).tocsr()
    w = np.zeros((size, kinds), dtype=np.float32)
    m, v = np.zeros_like(w), np.zeros_like(w)
    step = 0
    steps = EPOCHS * (x.shape[0] // BATCH + 1)
    for _ in range(EPOCHS):
        order = rng.permutation(x.shape[0])
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            part = x[rows]
            logits = part @ w
            logits -= logits.max(axis=1, keepdims=True)
            p = np.exp(logits)
            p /= p.sum(axis=1, keepdims=True)
            p[np.arange(len(rows)), y[rows]] -= 1
            used = np.unique(part.indices)
            g = (part[:, used].T @ p) / len(rows) + DECAY * w[used]
            step += 1
            rate = RATE * (1 - step / (steps + 1)) + 1e-4
            m[used] = 0.9 * m[used] + 0.1 * g
            v[used] = 0.99 * v[used] + 0.01 * g * g
            w[used] -= rate * (m[used] / (1 - 0.9**step)) / (np.sqrt(v[used] / (1 - 0.99**step)) + 1e-6)
    return w


def probabilities(x: sparse.csr_matrix, w: np.ndarray) -> np.ndarray:
    """Return P(class), (columns, CLASSES)."""
    logits = x @ w[:-1] + w[-1]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    out = np.zeros((x.shape[0], len(CLASSES)))
    for number, kind in enumerate(KIND_NAMES):
        out[:, CLASSES.index(KINDS[kind][0])] += p[:, number]
    return out


def held_out(x: sparse.csr_matrix, made: list[columns.Column], y: np.ndarray, seed: int) -> np.ndarray:
    """Return P(class) of every column by a model that saw no column of its region: four folds of regions."""
    region = {locale: number for number, group in enumerate(REGIONS.values()) for locale in group}
    folds = np.array([region[each.locale] % 4 for each in made])
    out = np.zeros((len(made), len(CLASSES)))
    for fold in range(4):
        test = folds == fold
        out[test] = probabilities(x[test], fit(x[~test], y[~test], seed))
    return out


def report(p: np.ndarray, made: list[columns.Column]) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 by class at P >= 0.5, apart for columns with a name and without."""
    truth = np.array([CLASSES.index(each.label) for each in made])
    dull = np.array([each.name == "" or each.name in columns.GENERIC for each in made])
    out: dict[str, dict[str, float]] = {}
    for part, rows in (("named", ~dull), ("nameless", dull)):
        for number, label in enumerate(CLASSES):
            said = (p[:, number] >= 0.5) & rows
            right = said & (truth == number)
            real = rows & (truth == number)
            precision, recall = right.sum() / max(said.sum(), 1), right.sum() / max(real.sum(), 1)
            out[f"{part}/{label}"] = {
                "precision": round(float(precision), 3), "recall": round(float(recall), 3),
                "f1": round(float(2 * precision * recall / max(precision + recall, 1e-9)), 3), "columns": int(real.sum()),
            }  # fmt: skip
    return out


def calibration(p: np.ndarray, made: list[columns.Column]) -> tuple[list[list[float]], float]:
    """Return the knots (raw, calibrated) of P(class) and the expected calibration error before them, over all classes but NONE."""
    truth = np.array([CLASSES.index(each.label) for each in made])
    none = CLASSES.index("NONE")
    kept = [number for number in range(len(CLASSES)) if number != none]
    raw = np.concatenate([p[:, number] for number in kept])
    hit = np.concatenate([(truth == number).astype(float) for number in kept])
    some = raw > 0.05
    fitted = IsotonicRegression(out_of_bounds="clip").fit(raw[some], hit[some])
    knots = [[round(float(at), 3), round(float(fitted.predict([at])[0]), 4)] for at in np.linspace(0.05, 1, 20)]
    bins = np.digitize(raw[some], np.linspace(0, 1, 11)[1:-1])
    error = sum(
        abs(raw[some][bins == b].mean() - hit[some][bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    )
    return knots, float(error)


def quantised(w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 weights and one scale for each kind; tiny weights become zero and compress away."""
    scale = np.abs(w).max(axis=0) / 127 + 1e-9
    return np.round(w / scale).astype(np.int8), scale.astype(np.float32)


def main() -> None:
    """Generate, cross-validate by region, fit on all, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--columns", type=int, default=18000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fast", action="store_true", help="skip cross-validation")
    parser.add_argument("--out", type=Path, default=ROOT / "graph_api" / "classifier" / "models" / "columns.npz")
    a = parser.parse_args()
    started = time.time()
    with freeze_time(TODAY):  # Faker's identity numbers hold dates of birth, which it reckons from today
        made = columns.generate(a.seed, a.columns, without_names=0.5)
    lists = wordlists.build()
    print(f"{len(made)} columns, {len(lists)} words, {time.time() - started:.0f} s", flush=True)
    x, y = vectors(made, lists, a.seed), np.array([KIND_NAMES.index(each.kind) for each in made])
    print(f"features {x.shape}, {x.nnz / len(made):.0f} a column, {time.time() - started:.0f} s", flush=True)
    knots, metrics, error = [[0.0, 0.0], [1.0, 1.0]], {}, 0.0
    if not a.fast:
        p = held_out(x, made, y, a.seed)
        knots, error = calibration(p, made)
        metrics = report(p, made)
        for label, each in metrics.items():
            print(label, each)
        print(f"expected calibration error before {error:.3f}, {knots}, {time.time() - started:.0f} s", flush=True)
    w, scale = quantised(fit(x, y, a.seed))
    keys, bits = arrays(lists)
    a.out.parent.mkdir(exist_ok=True)
    about = {
        "version": 1, "seed": a.seed, "columns": len(made), "kinds": [[kind, KINDS[kind][0]] for kind in KIND_NAMES],
        "calibration": knots, "error": round(error, 4), "metrics": metrics,
    }  # fmt: skip
    np.savez_compressed(
        a.out, weights=w, scale=scale, keys=keys, bits=bits, about=np.frombuffer(json.dumps(about).encode(), np.uint8)
    )
    print(f"{a.out.stat().st_size / 1e6:.2f} MB, {time.time() - started:.0f} s")


if __name__ == "__main__":
    main()
