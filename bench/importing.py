"""Importing firms against reading the same file and inserting the raw rows with executemany, in one run.

    python bench/importing.py [FILE.csv] [--rows 100000]

Prints seconds, the ratio (bar: 8), and the peak memory of the process (bar: 300 MB) for the file (or for 10,663
generated rows when none is given), for the same file a second time, and for `--rows` generated rows. Each part runs in
a process of its own on a fresh SQLite database, the two sides in turn; what a server loads once (Django, the pinyin
dictionary) is loaded before the clock starts. Both sides commit once with the same journal and the same durability.
Times are CPU time of the process, kernel included, and beside it wall time: on a machine that others use, wall time
says more about them. Medians of `--times` runs, of a third as many for `--rows`.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORDS = [
    "泉北",
    "鹊华",
    "澄波",
    "云栖",
    "稻香",
    "麦浪",
    "河阳",
    "柳埠",
    "青禾",
    "沃野",
    "锦川",
    "恒岳",
    "天润",
    "海纳",
    "同辉",
    "瑞丰",
    "启航",
    "德馨",
    "博远",
    "汇通",
]
TRADES = ["食品", "机械", "电子", "生物科技", "商贸", "物流", "新材料", "包装", "装备制造", "信息技术"]
SCOPE = (
    "食品生产；食品销售；机械设备研发；机械设备销售；货物进出口；"
    "技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广。"
)


def generate(path: Path, count: int) -> None:
    """Fictional firms with valid codes of division 000000."""
    from yuanmeng.core.uscc import check_digits

    draw = random.Random(20261123)
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["企业名称", "统一社会信用代码", "成立日期", "注册资本", "经营范围", "地址"])
        for number in range(count):
            body = f"91000000MA{number:06d}"
            name = f"{draw.choice(WORDS)}{draw.choice(WORDS)}{number}{draw.choice(TRADES)}有限公司"
            day = f"{draw.randint(1990, 2024)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
            out.writerow(
                [
                    name,
                    body + check_digits(body),
                    day,
                    f"{draw.randint(10, 9999)}万元",
                    SCOPE,
                    f"虚构市泉北大街{number}号",
                ]
            )


def raw(path: Path, folder: Path) -> dict[str, float]:
    """Read the file and insert its rows as they are, one executemany, one commit, the same journal and durability."""
    import sqlite3

    import yuanmeng.project  # noqa: F401 - the same SQLite library

    base = sqlite3.connect(folder / "raw.sqlite3")
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    start = clocks()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream)
        columns = next(rows)
        names = [f"c{n}" for n in range(len(columns))]
        base.execute(f"CREATE TABLE raw (id INTEGER PRIMARY KEY, {', '.join(f'{name} TEXT' for name in names)})")
        base.executemany(f"INSERT INTO raw ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", rows)
        base.commit()
    return {**since(start), "megabytes": peak()}


def whole(path: Path, folder: Path) -> dict[str, float]:
    """The product's import, twice: validation, events, search index, before-images; then the same file again."""
    os.environ |= {"YUANMENG_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "yuanmeng.project.settings"}
    import django

    import yuanmeng.project  # noqa: F401

    django.setup()
    from django.core.management import call_command

    from yuanmeng.core import pinyin
    from yuanmeng.register.command_import import main

    call_command("migrate", verbosity=0)
    pinyin.initials("泉北")
    taken = {}
    for which in ("", "again "):
        start = clocks()
        if main([str(path), "--source", "bench"]):
            raise SystemExit("the import was refused")
        taken |= {which + clock: seconds for clock, seconds in since(start).items()}
    return {**taken, "megabytes": peak()}


def clocks() -> tuple[float, float]:
    """CPU and wall time now."""
    return time.process_time(), time.perf_counter()


def since(start: tuple[float, float]) -> dict[str, float]:
    """Seconds of both clocks."""
    return {clock: now - then for clock, now, then in zip(("cpu", "wall"), clocks(), start, strict=True)}


def peak() -> float:
    """Peak memory of this process, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(part: str, path: Path) -> dict[str, float]:
    """One part in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, __file__, str(path), "--part", part, "--folder", folder],
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def compared(path: Path, times: int) -> None:
    """Medians of some runs of both sides, taken in turn."""
    runs = [(apart("raw", path), apart("whole", path)) for _run in range(times)]

    def median(key: str, side: int = 1) -> float:
        return statistics.median(run[side][key] for run in runs)

    print(f"{path.name}: {times} runs, peak {median('megabytes'):.0f} MB")
    for clock in ("cpu", "wall"):
        base = median(clock, 0)
        first, again = median(clock), median(f"again {clock}")
        pairs = sorted(whole[clock] / bare[clock] for bare, whole in runs)
        print(
            f"  {clock:4}: raw {base:.3f} s; import {first:.2f} s = {first / base:.1f}x ({pairs[0]:.1f} to "
            f"{pairs[-1]:.1f} run by run); again {again:.2f} s = {again / base:.1f}x"
        )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--part", choices=("raw", "whole"))
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.part:
        print("\n" + json.dumps({"raw": raw, "whole": whole}[asked.part](asked.file, asked.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = asked.file or Path(folder) / "generated_10663.csv"
        if not asked.file:
            generate(path, 10_663)
        compared(path, asked.times)
        if asked.rows:
            large = Path(folder) / f"generated_{asked.rows}.csv"
            generate(large, asked.rows)
            compared(large, max(1, asked.times // 3))


if __name__ == "__main__":
    main()
