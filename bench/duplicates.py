"""Likely duplicates: time for 100,000 firms, and what is found of planted duplicates among real names.

    python bench/duplicates.py [FILE.csv …] [--show 50]

With files (columns name, credit_code, address) every 40th firm gets a second record without code and with one typical
fault in the name, and every 40th other firm loses its code. Found and missed plants are counted per fault; whatever
else is proposed counts as wrong. Then the time to compare 100,000 made-up firms is taken, beside sorting their names.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import time
from collections import Counter
from dataclasses import replace

from yuanmeng.core.duplicates import Entry, Likeness, likenesses

SOUNDS = dict(zip("鑫源泰华盛诚达宏通丰", "新园太花胜成大弘同峰", strict=True))
LOOKS = dict(zip("泰晟治天祥杨博北", "秦晨冶夫详扬搏比", strict=True))
BRANDS = "鼎润嘉恒瑞博远信鑫源泰华盛诚达宏通丰安和兴隆昌顺利金银海天地山川明德仁义智"
TRADES = ("商贸", "科技", "建材", "机械", "食品", "物流", "装饰工程", "电子", "服装", "农业发展")


def read(path: str) -> list[Entry]:
    with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        rows = [row for row in csv.DictReader(file) if row["name"]]
    return [
        Entry(0, row["name"], row["credit_code"] or "", code_valid=True, address=row["address"] or "") for row in rows
    ]


def faults(name: str, dice: random.Random) -> dict[str, str]:
    """Each way in which an office writes this name otherwise."""
    i = dice.randrange(2, max(3, len(name) - 5))
    other = dice.choice("鼎润嘉恒瑞博远信")
    made = {
        "width": name.replace("(", "（").replace(")", "）") if "(" in name else f" {name[:2]}（{name[2:4]}）{name[4:]}",
        "form": name.replace("有限责任", "有限") if "责任" in name else name.replace("有限公司", "有限责任公司"),
        "county": name.replace("县", "区"),
        "sound": next((name.replace(a, b, 1) for a, b in SOUNDS.items() if a in name[2:-4]), name),
        "look": next((name.replace(a, b, 1) for a, b in LOOKS.items() if a in name[2:-4]), name),
        "exchanged": name[:i] + name[i + 1] + name[i] + name[i + 2 :],
        "missing": name[:i] + name[i + 1 :],
        "substituted": name[:i] + other + name[i + 1 :],
    }
    return {fault: text for fault, text in made.items() if text != name}


def planted(entries: list[Entry], dice: random.Random) -> tuple[list[Entry], dict[tuple[int, int], str]]:
    """The entries with keys, every 40th doubled with a fault, every 40th other without its code."""
    known = [replace(entry, key=key) for key, entry in enumerate(entries)]
    truth: dict[tuple[int, int], str] = {}
    for entry in known[::40]:
        if len(entry.name) < 8:
            continue
        fault, name = dice.choice(sorted(faults(entry.name, dice).items()))
        truth[entry.key, len(known)] = fault
        known.append(Entry(len(known), name, address=entry.address if dice.random() < 0.3 else ""))
    for key in range(20, len(entries), 40):
        known[key] = replace(known[key], code="", code_valid=False)
    return known, truth


def show(found: list[Likeness], known: list[Entry], truth: dict[tuple[int, int], str]) -> None:
    for one in found:
        sign = truth.get((one.first, one.second), "-- wrong" if not one.codes_differ else "")
        print(f"{one.score:3} {known[one.first].name} | {known[one.second].name} {','.join(one.reasons)} {sign}")


def judge(paths: list[str], most: int) -> None:
    known, truth = planted([entry for path in paths for entry in read(path)], random.Random(7))
    found = likenesses(known)
    likely, differ = [one for one in found if not one.codes_differ], [one for one in found if one.codes_differ]
    hits = [one for one in likely if (one.first, one.second) in truth]
    print(f"{len(known)} names, {len(truth)} planted, {len(likely)} proposed, {len(differ)} with different valid codes")
    for floor in (90, 75, 60, 45):
        above = [one for one in likely if one.score >= floor]
        right = sum((one.first, one.second) in truth for one in above)
        print(f"score >= {floor}: {len(above):4} proposed, {right / max(1, len(above)):.3f} right")
    missed = Counter(truth.values()) - Counter(truth[one.first, one.second] for one in hits)
    print("missed", dict(missed), "of", dict(Counter(truth.values())))
    show([one for one in likely if (one.first, one.second) not in truth][:most], known, truth)
    print("-- different valid codes")
    show(differ[:most], known, truth)


def made_up(count: int, dice: random.Random) -> list[Entry]:
    """Firms with names of the usual build; one in a hundred without a valid code."""
    names = [
        f"{dice.choice(['济南', '山东', '泉北'])}{''.join(dice.choices(BRANDS, k=3))}{dice.choice(TRADES)}有限公司"
        for _ in range(count)
    ]
    return [
        Entry(i, name, f"91{i:016}", code_valid=i % 100 != 0, address=f"泉北大街{i % 30_000}号")
        for i, name in enumerate(names)
    ]


def timed(count: int) -> None:
    known = made_up(count, random.Random(1))
    start = time.process_time()
    sorted(known, key=lambda entry: entry.name)
    bare = time.process_time() - start
    start = time.process_time()
    found = likenesses(known)
    spent = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{count} firms: {spent:.1f} s CPU ({spent / bare:.0f}x sorting the names), {len(found)} pairs, {memory} MB")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("files", nargs="*")
    asked.add_argument("--show", type=int, default=50)
    given = asked.parse_args()
    if given.files:
        judge(given.files, given.show)
    timed(100_000)
