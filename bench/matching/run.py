"""The table of shared labour: our engine and its peers on the same invented instances, in the same run.

    python bench/matching/run.py [--scale 1.0] [--rows day,province,…] [--seed 1] [--keep results.json] [--write]

Every solver runs in a process of its own, one after the other. `--scale 0.01` tries the whole command in a minute.
The rows `wishes`, `periods` and `regions` are measured by the programs of these names (`wishes.py`, `regions.py`).
`--keep` adds to a file of results, so that rows may be measured one by one; `--write` puts the table of that file into
README.md, README.en.md and docs/matching.md. Peers need `uv sync --group bench`, regions
`uv sync --group ray`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
Found = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One line of the table: an instance and who solves it."""

    key: str
    name: str
    english: str
    lots: int
    best: int = 0
    scarce: bool = False
    gaps: tuple[float, ...] = (0.0006,)
    peers: tuple[str, ...] = ()


TWO = (0.001, 0.0002)
BOTH = (0.0006, 0.0)
SMALL = ("lemon", "ortools", "highs", "networkx")
FLOWS = ("ortools", "lemon-scaling")
ROWS = (
    Row("day", "园区的一天", "a zone's day", 1_000, gaps=(0.0005, 0.0), peers=SMALL),
    Row("province", "一省，全部合法配对", "a province, all lawful pairs", 100_000, peers=FLOWS),
    Row(
        "thin-province", "一省，每批最好的 13 个", "a province, 13 best a lot", 100_000, best=13, gaps=BOTH, peers=FLOWS
    ),
    Row("scarce", "需求稀缺、几乎全连通", "scarce demand, connected", 30_000, scarce=True, gaps=(0.0015,), peers=FLOWS),
    Row("nation", "全国，全部合法配对", "the nation, all lawful pairs", 1_000_000, gaps=(0.0005,)),
    Row("thin-nation", "全国，每批最好的 20 个", "the nation, 20 best a lot", 1_000_000, 20, gaps=TWO, peers=FLOWS[:1]),
    Row(
        "ten-best",
        "全国，每批最好的 10 个",
        "the nation, 10 best a lot",
        1_000_000,
        10,
        gaps=(0.0,),
        peers=("ortools",),
    ),
)


BOTH_WISHES, BATCHES = "batches,counterparties", "batches"
FURTHER: dict[str, tuple[tuple[str, ...], ...]] = {
    "wishes": (
        ("wishes.py", "--lots", "1000", "--wishes", BOTH_WISHES),
        ("wishes.py", "--lots", "1000", "--wishes", BOTH_WISHES, "--seed", "2"),
        ("wishes.py", "--lots", "1000", "--wishes", BATCHES),
        ("wishes.py", "--lots", "1000", "--wishes", f"{BOTH_WISHES},loan_cost,fairness"),
        ("wishes.py", "--lots", "10000", "--wishes", BOTH_WISHES, "--limit", "150"),
        ("wishes.py", "--lots", "10000", "--wishes", BATCHES, "--limit", "150"),
    ),
    "periods": tuple(("wishes.py", "--lots", lots, "--rounds", "3") for lots in ("1000", "3000", "10000")),
    "regions": (
        ("regions.py", "--lots", "100000"),
        ("regions.py", "--lots", "300000"),
        ("regions.py", "--lots", "1000000"),
    ),
}
"""What is not one instance for all solvers: programs and their words."""
PATIENCE = 600
"""Seconds that one solver may take."""


def child(*words: str) -> Found:
    """Run one measurement in a process of its own."""
    call = [sys.executable, *words]
    try:
        done = subprocess.run(call, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"ended after {PATIENCE} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["?"])[-1][:200]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measured(row: Row, scale: float, seed: int, folder: Path) -> Found:
    """Make the instance, then every solver on it."""
    lots = max(200, int(row.lots * scale))
    file = folder / f"{row.key}.npz"
    made = child(str(HERE / "instance.py"), str(file), str(lots), str(seed), str(row.best), str(int(row.scarce)))
    found: Found = {"lots": lots, "made": made, "solvers": {}}
    print(row.key, made, flush=True)
    if "failed" in made:
        return found
    for gap in row.gaps:
        found["solvers"][f"auction {gap:.2%}"] = child(str(HERE / "solvers.py"), "auction", str(file), str(gap))
    for peer in row.peers:
        found["solvers"][peer] = child(str(HERE / "solvers.py"), peer, str(file))
    for name, one in found["solvers"].items():
        print(" ", name, one, flush=True)
    file.unlink()
    return found


def machine() -> Found:
    """What it ran on."""
    processor = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.processor(),
    )
    names = ("numpy", "numba", "ortools", "pylmcf", "networkx", "highspy")
    versions = {name: version(name) for name in names}
    return {"processor": processor, "cores": os.cpu_count(), "python": platform.python_version(), "versions": versions}


def main() -> None:
    """Measure the rows asked for; print, keep, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rows", default=",".join([*(row.key for row in ROWS), *FURTHER]))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=HERE / "results.json")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    kept: Found = json.loads(asked.keep.read_text()) if asked.keep.exists() else {}
    kept["machine"] = machine()
    with tempfile.TemporaryDirectory() as folder:
        for row in ROWS:
            if row.key in asked.rows.split(","):
                kept[row.key] = measured(row, asked.scale, asked.seed, Path(folder))
                asked.keep.write_text(json.dumps(kept, indent=1))
    for key, calls in FURTHER.items():
        if key in asked.rows.split(","):
            kept[key] = [child(str(HERE / call[0]), *call[1:]) for call in calls]
            print(key, kept[key], flush=True)
            asked.keep.write_text(json.dumps(kept, indent=1))
    if asked.write:
        from table import write

        write(kept, ROWS)


if __name__ == "__main__":
    main()
