"""`yuanmeng figures --period 2021 --json`: every figure with its definition version and its number of records."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yuanmeng.core.period import NoPeriod, Period, read, year
from yuanmeng.ledger import figures as ledger


def main(argv: list[str]) -> int:
    """Exit status 0; 2 for a period that is none."""
    parser = argparse.ArgumentParser(prog="yuanmeng figures", description="全部数字 / every figure")
    parser.add_argument("--period", default="", help="2021、2021Q3、2021-07、2021-07-01..2021-09-15")
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    asked = parser.parse_args(argv)
    try:
        period = read(asked.period) if asked.period else year(timezone.localdate().year)
    except NoPeriod as fault:
        print(_("“%(text)s”不是期间。") % {"text": fault}, file=sys.stderr)
        return 2
    found = readings(period)
    if asked.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for each in found:
        print(f"{each['key']:<40} {each['value']:>12} {each['unit']}  {each['name']} v{each['version']}")
    return 0


def readings(period: Period) -> list[dict[str, Any]]:
    """Key, name, value, unit, version and number of records of every figure: the whole zone's, for whoever runs it."""
    known = ledger.figures().values()
    records = [each.records(period) for each in known]
    numbers = ledger.totals(
        part for each, found in zip(known, records, strict=True) for part in ((found, each.measure), found)
    )
    return [
        {
            "key": each.key,
            "name": str(each.name),
            "period": str(period),
            "value": numbers[2 * place],
            "unit": str(each.unit),
            "version": each.version,
            "records": numbers[2 * place + 1],
        }
        for place, each in enumerate(known)
    ]
