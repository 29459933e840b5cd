"""`yuanmeng import workdays FILE`: a year's notice from the command line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from uuid import uuid4

from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor, Role, Seat
from yuanmeng.core.refusals import Refusal
from yuanmeng.core.workdays.reading import arrangement
from yuanmeng.workdays.actions import changes, load
from yuanmeng.workdays.sentences import sentence

OPERATOR = Actor(None, (Seat(Role.SYSTEM_ADMINISTRATOR),), "operator")
"""Whoever may run commands on the server; events show it without a user."""


def main(argv: list[str]) -> int:
    """0 when the notice is in force (or fits, with --check), 1 when it was refused, 2 for wrong usage."""
    parser = argparse.ArgumentParser(
        prog="yuanmeng import workdays", description="导入一年的放假安排（通知全文或 CSV）"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--year", type=int, default=0, help="正文没有写明年份时 / when the text does not name it")
    parser.add_argument("--source", default="", help="来源，缺省为文号 / where it is published")
    parser.add_argument("--check", action="store_true", help="只检查，不写入 / read it, write nothing")
    parser.add_argument("--json", action="store_true", help="输出 JSON / answer as JSON")
    asked = parser.parse_args(argv)
    try:
        raw = asked.file.read_bytes()
        found = arrangement(raw, asked.year)
        turned = [] if found.faults else changes(found)
        if not asked.check:
            load(raw, year=asked.year, source=asked.source, by=OPERATOR, op=uuid4())
    except OSError as error:
        print(_("不能读取文件 %(name)s：%(why)s") % {"name": asked.file, "why": error.strerror}, file=sys.stderr)
        return 1
    except Refusal as refusal:
        print(refusal.says, file=sys.stderr)
        return 1
    for fault in (*found.faults, *found.doubts):
        print(sentence(fault), file=sys.stderr)
    worked = sum(special.works for special in found.days.values())
    counts = {"year": found.year, "off": len(found.days) - worked, "moved": worked, "turned": len(turned)}
    said = _("%(year)s 年：放假 %(off)s 天，调休上班 %(moved)s 天；与此前的日历相比，%(turned)s 天改变。")
    print(json.dumps(counts) if asked.json else said % counts)
    return 1 if found.faults else 0
