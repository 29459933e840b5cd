"""Accuracy, calibration and speed of the suggestions of industry and alliance.

    python bench/suggestions/run.py            judge on the test labels
    python bench/suggestions/run.py --train    judge on the training labels (the only ones rules were mended on)
    python bench/suggestions/run.py --fit      fit the two logistic curves of the confidence on the training labels

Firms come from enterprise/jinan.csv in the folder YUANMENG_SHARED (default ../shared); labels.csv holds no firm, only
the first 12 hex digits of the SHA-256 of the credit code, how the firm was drawn, and two labels given by one reader
in two passes in different orders, the second without sight of the first.
"""

from __future__ import annotations

import csv
import hashlib
import os
import sys
import time
from collections import Counter
from math import exp
from pathlib import Path

from yuanmeng.core.classify.mapping import DEFAULT, alliance_of
from yuanmeng.core.classify.suggesting import THRESHOLD, Suggestion, lead, suggest

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("YUANMENG_SHARED", HERE.parents[2] / "shared"))
FIRMS = SHARED / "data/enterprise/jinan.csv"
Row = tuple[dict[str, str], str, str]


def main(argv: list[str]) -> int:
    if not FIRMS.exists():
        print(f"skipped: {FIRMS} is not there; set YUANMENG_SHARED to the folder that holds data/enterprise/jinan.csv")
        return 0
    firms = read_firms()
    with (HERE / "labels.csv").open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    agreement(labels)
    if "--fit" in argv:
        fit([(*firms[label["firm"]], label) for label in labels if label["split"] == "train"])
        return 0
    split = "train" if "--train" in argv else "test"
    judged = [(label, suggest(*firms[label["firm"]])) for label in labels if label["split"] == split]
    drawn = "half of the stratified draw" + (" and all 220 drawn uniformly" if split == "test" else "")
    print(f"\n== {split}: all {len(judged)} firms ({drawn})")
    judge(judged)
    uniform = [(label, said) for label, said in judged if label["drawn"] == "uniform"]
    if uniform:
        print(f"\n== {split}: the {len(uniform)} firms drawn uniformly, as the register is")
        judge(uniform)
    speed(list(firms.values()))
    return 0


def read_firms() -> dict[str, tuple[str, str]]:
    """Hash of the credit code → name and scope; the first row of a repeated code counts."""
    firms: dict[str, tuple[str, str]] = {}
    with FIRMS.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            digest = hashlib.sha256(row["credit_code"].strip().upper().encode()).hexdigest()[:12]
            firms.setdefault(digest, (row["name"], row["scope"]))
    return firms


def alliance(code: str) -> str:
    return alliance_of(code, DEFAULT) or "none"


def agreement(labels: list[dict[str, str]]) -> None:
    """How often the two passes agree, and Cohen's kappa."""
    for title, what in (("division", lambda code: code[:2]), ("alliance", alliance)):
        pairs = [(what(label["first"]), what(label["second"])) for label in labels]
        same = sum(a == b for a, b in pairs) / len(pairs)
        first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
        chance = sum(first[key] * second[key] for key in first) / len(pairs) ** 2
        print(
            f"labels, two passes, {title}: agree {same:.3f}, "
            f"kappa {(same - chance) / (1 - chance):.3f} (n={len(pairs)})"
        )


def judge(judged: list[tuple[dict[str, str], Suggestion]]) -> None:
    """A firm on which the passes disagree counts as right when either label is met."""
    right = [said.alliance in {alliance(label["first"]), alliance(label["second"])} for label, said in judged]
    division = [said.division in {label["first"][:2], label["second"][:2]} for label, said in judged]
    print(f"alliance accuracy {mean(right):.3f}   division accuracy {mean(division):.3f}")
    macro(judged)
    asked = [said.needs_person for _label, said in judged]
    sure = [ok for ok, person in zip(right, asked, strict=True) if not person]
    print(f"sent to a person (confidence < {THRESHOLD}): {mean(asked):.3f}; accuracy of the rest {mean(sure):.3f}")
    calibration([said.confidence for _label, said in judged], right)


def macro(judged: list[tuple[dict[str, str], Suggestion]]) -> None:
    pairs = []
    for label, said in judged:
        wanted = {alliance(label["first"]), alliance(label["second"])}
        pairs.append((said.alliance if said.alliance in wanted else alliance(label["first"]), said.alliance))
    scores = []
    for name in sorted({want for want, _got in pairs}):
        hit = sum(want == got == name for want, got in pairs)
        wanted, got = sum(want == name for want, _ in pairs), sum(got == name for _, got in pairs)
        scores.append(2 * hit / (wanted + got))
        print(f"  {name:<26} F1 {scores[-1]:.3f}  labelled {wanted:>4}  suggested {got:>4}  right {hit:>4}")
    print(f"macro-F1 {mean(scores):.3f}")


def calibration(said: list[float], right: list[bool]) -> None:
    """Reliability table in tenths, and the expected calibration error."""
    error = 0.0
    print("confidence   firms   mean confidence   right")
    for tenth in range(10):
        inside = [(c, ok) for c, ok in zip(said, right, strict=True) if min(int(c * 10), 9) == tenth]
        if inside:
            meant, was = mean([c for c, _ in inside]), mean([ok for _, ok in inside])
            error += abs(meant - was) * len(inside) / len(said)
            print(f"  {tenth / 10:.1f}-{tenth / 10 + 0.1:.1f}   {len(inside):>5}   {meant:>15.3f}   {was:>5.3f}")
    print(f"expected calibration error {error:.3f}")


def fit(rows: list[tuple[str, str, dict[str, str]]]) -> None:
    """Newton's method for the two logistic curves; prints the constants that stand in suggesting.py."""
    from yuanmeng.core.classify.scoring import ranking, score

    curves: dict[str, list[tuple[float, bool]]] = {"ALLIANCE_FIT": [], "INDUSTRY_FIT": []}
    for name, scope, label in rows:
        ranked = ranking(score(name, scope))
        code = ranked[0][0]
        wanted = {alliance(label["first"]), alliance(label["second"])}
        curves["ALLIANCE_FIT"].append((lead(ranked, alliance), alliance(code) in wanted))
        divisions = {label["first"][:2], label["second"][:2]}
        curves["INDUSTRY_FIT"].append((lead(ranked, lambda other: other[:2]), code[:2] in divisions))
    for name, points in curves.items():
        a = b = 0.0
        for _round in range(50):
            p = [1 / (1 + exp(-a - b * x)) for x, _ok in points]
            ga = sum(q - ok for q, (_x, ok) in zip(p, points, strict=True))
            gb = sum((q - ok) * x for q, (x, ok) in zip(p, points, strict=True)) + 0.1 * b
            haa = sum(q * (1 - q) for q in p)
            hab = sum(q * (1 - q) * x for q, (x, _ok) in zip(p, points, strict=True))
            hbb = sum(q * (1 - q) * x * x for q, (x, _ok) in zip(p, points, strict=True)) + 0.1
            det = haa * hbb - hab * hab
            a, b = a - (hbb * ga - hab * gb) / det, b - (haa * gb - hab * ga) / det
        print(f"{name} = ({a:.2f}, {b:.2f})")


def speed(firms: list[tuple[str, str]]) -> None:
    """The whole file, once to warm up; CPU seconds of this process."""
    for name, scope in firms[:200]:
        suggest(name, scope)
    began = time.process_time()
    people = sum(suggest(name, scope).needs_person for name, scope in firms)
    used = time.process_time() - began
    print(f"\nwhole file: {len(firms)} firms in {used:.2f} s CPU = {len(firms) / used:,.0f} firms/s; ", end="")
    print(f"sent to a person {people / len(firms):.3f}")


def mean(values: list[float] | list[bool]) -> float:
    return sum(values) / len(values)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
