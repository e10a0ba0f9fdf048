"""PurSight's classifier beside presidio-analyzer and datahub-classify: one labelled file, one run, each in its own environment.

    python benchmarks/classify/run.py [cases.jsonl] [--scorer score_classify.py]

Environments are made under .pursight/bench-classify by the first run. No peer gets a pretrained language model: it would have to
be downloaded from a hub. presidio runs on a blank English pipeline, datahub-classify on one that finds no entity.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PLACE = ROOT / ".pursight" / "bench-classify"
SHARED = ROOT.parent / "shared"
PEERS = {"presidio": ("presidio-analyzer==2.2.366",), "datahub": ("acryl-datahub-classify==0.0.12", "click")}


def prepared(name: str) -> Path:
    """Return the Python of the peer's own environment, made where it is absent."""
    python = PLACE / name / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PLACE / name)], check=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS[name]], check=True
        )
    return python


def main() -> None:
    """Run each on the cases, score, print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=Path, nargs="?", default=SHARED / "data" / "classify" / "dev.jsonl")
    parser.add_argument("--scorer", type=Path, default=SHARED / "tools" / "score_classify.py")
    a = parser.parse_args()
    PLACE.mkdir(parents=True, exist_ok=True)
    lines = a.cases.read_text("utf-8")
    cases = [
        json.loads(line) for line in lines.split("\n") if line
    ]  # no `splitlines`: values may hold U+2028 and its like
    values = sum(len(each["values"]) for each in cases)
    commands = {"pursight": [sys.executable, "-c", "from graph_api.cli import main; main()", "classify", "--jsonl"]}
    commands |= {name: [str(prepared(name)), str(HERE / f"peer_{name}.py")] for name in PEERS}
    print(f"load {os.getloadavg()[0]:.1f}, {len(cases)} columns, {values} values")
    print(f"{'':10}{'F1':>7}{'prec':>7}{'rec':>7}{'fp_none':>9}{'seconds':>9}{'values/s':>10}")
    for name, command in commands.items():
        started = time.perf_counter()
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, cwd=ROOT)
        took = time.perf_counter() - started
        answers = PLACE / f"{name}.jsonl"
        answers.write_text(done.stdout, "utf-8")
        scored = subprocess.run(
            [sys.executable, str(a.scorer), "--json", "--min-confidence", "0.5", str(a.cases), str(answers)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        result = json.loads(scored.stdout)
        if result["without_prediction"]:
            raise SystemExit(
                f"{name} left {result['without_prediction']} columns without an answer: {done.stderr[-2000:]}"
            )
        micro = result["micro"]
        print(
            f"{name:10}{micro['f1']:7.3f}{micro['precision']:7.3f}{micro['recall']:7.3f}{result['fp_rate_none']:9.3f}"
            f"{took:9.1f}{values / took:10.0f}"
        )


if __name__ == "__main__":
    main()
