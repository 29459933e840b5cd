"""Cost as work grows: postings → pairs → plan → certificate at growing sizes, each in a process of its own.

    python bench/matching/growth.py [--lots 100000] [--seed 1] [--gap 0.0005] [--keep growth.json] [--write]

Sizes are 10^3, 3·10^3, 10^4, … up to `--lots` a side of the generated national geography. `--keep` adds to a file of
results, so that sizes may be measured one by one; `--write` draws docs/images/matching-growth.svg and puts the table
into docs/matching.md. The instance itself is made before the clock starts; kernels are compiled before.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from math import log10
from pathlib import Path
from typing import Any

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
BEGIN, END = "<!-- bench/matching/growth: begin -->", "<!-- bench/matching/growth: end -->"
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
Found = dict[str, Any]


def measured(lots: int, seed: int, gap: float) -> Found:
    """One size by `yuanmeng match bench` in a process of its own. Raises CalledProcessError."""
    words = ("bench", "--lots", str(lots), "--seed", str(seed), "--gap", str(gap))
    call = [sys.executable, "-m", "yuanmeng.project", "match", *words]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    return {"lots": lots, **{name: said[name] for name in ("pairs", "gap", "cpu")}, "wall": said["seconds"]["total"]}


def exponent(rows: list[Found]) -> float:
    """Of CPU against pairs: the slope of the least-squares line through the logarithms; 1 is linear."""
    points = [(log10(row["pairs"]), log10(row["cpu"])) for row in rows]
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _b in points)


def table(rows: list[Found]) -> str:
    """All sizes as Markdown."""
    lines = ["| lots a side | pairs | CPU s | wall s | CPU ns a pair | proven gap |", "|---|---|---|---|---|---|"]
    for row in rows:
        each = row["cpu"] / row["pairs"] * 1e9
        numbers = f"{row['cpu']:.3f} | {row['wall']:.3f} | {each:,.0f} | {row['gap']:.4%}"
        lines.append(f"| {row['lots']:,} | {row['pairs']:,} | {numbers} |")
    says = f"CPU goes as pairs to the power {exponent(rows):.2f}." if len(rows) > 1 else ""
    return "\n".join([*lines, "", says, "", "![CPU seconds against pairs](images/matching-growth.svg)"])


WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 640, 400, 64, 52, 20, 20


def drawn(rows: list[Found]) -> str:
    """CPU against pairs on two logarithmic axes, with the line of linear growth through the largest size, as SVG."""
    xs, ys = [log10(row["pairs"]) for row in rows], [log10(row["cpu"]) for row in rows]
    first, last, low, high = int(min(xs)), int(max(xs)) + 1, int(min(ys)) - 1, int(max(ys)) + 1

    def at(x: float, y: float) -> tuple[float, float]:
        across = LEFT + (x - first) / (last - first) * (WIDTH - LEFT - RIGHT)
        return round(across, 1), round(HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - BOTTOM - TOP), 1)

    parts = [*_grid(at, (first, last), (low, high)), *_linear(at, (xs[-1], ys[-1]), (first, low))]
    points = [at(x, y) for x, y in zip(xs, ys, strict=True)]
    line = " ".join(f"{x},{y}" for x, y in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="#1f5fbf" stroke-width="2"/>')
    for (x, y), row in zip(points, rows, strict=True):
        parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="#1f5fbf"/>')
        parts.append(f'<text x="{x - 8}" y="{y - 8}" text-anchor="end">{row["lots"]:,}</text>')
    parts.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">lawful pairs</text>')
    parts.append(f'<text transform="translate(16,{HEIGHT / 2}) rotate(-90)" text-anchor="middle">CPU seconds</text>')
    style = "font-family:sans-serif;font-size:12px;fill:#333"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" style="{style}">'
    paper = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    return "\n".join([head, "<title>CPU seconds against lawful pairs</title>", paper, *parts, "</svg>", ""])


def _grid(at: Any, across: tuple[int, int], up: tuple[int, int]) -> list[str]:
    parts = []
    for power in range(across[0], across[1] + 1):
        (x, below), (_x, above) = at(power, up[0]), at(power, up[1])
        parts.append(f'<line x1="{x}" y1="{below}" x2="{x}" y2="{above}" stroke="#ddd"/>')
        parts.append(f'<text x="{x}" y="{below + 18}" text-anchor="middle">10^{power}</text>')
    for power in range(up[0], up[1] + 1):
        (left, y), (right, _y) = at(across[0], power), at(across[1], power)
        parts.append(f'<line x1="{left}" y1="{y}" x2="{right}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">10^{power}</text>')
    return parts


def _linear(at: Any, end: tuple[float, float], least: tuple[int, int]) -> list[str]:
    """Linear growth, back from the largest size as far as the picture goes."""
    back = min(end[0] - least[0], end[1] - least[1])
    (x1, y1), (x2, y2) = at(end[0] - back, end[1] - back), at(*end)
    line = f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#999" stroke-dasharray="5 4"/>'
    return [line, f'<text x="{x1 + 12}" y="{y1 - 4}" fill="#777">linear</text>']


def main() -> None:
    """Measure the sizes asked for; print, keep, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lots", type=int, default=100_000, help="the largest size")
    parser.add_argument("--least", type=int, default=SIZES[0], help="the smallest size")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gap", type=float, default=0.0005)
    parser.add_argument("--keep", type=Path, default=HERE / "growth.json")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    kept: Found = json.loads(asked.keep.read_text()) if asked.keep.exists() else {}
    for lots in (size for size in SIZES if asked.least <= size <= asked.lots):
        kept[str(lots)] = measured(lots, asked.seed, asked.gap)
        print(kept[str(lots)], flush=True)
        asked.keep.write_text(json.dumps(kept, indent=1))
    rows = sorted(kept.values(), key=lambda row: row["lots"])
    print(table(rows))
    if asked.write:
        (ROOT / "docs/images/matching-growth.svg").write_text(drawn(rows), "utf-8")
        file = ROOT / "docs/matching.md"
        text = file.read_text("utf-8")
        file.write_text(f"{text.split(BEGIN)[0]}{BEGIN}\n{table(rows)}\n{END}{text.split(END)[1]}", "utf-8")


if __name__ == "__main__":
    main()
