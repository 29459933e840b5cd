"""`yuanmeng brief demo --format html --out FILE`: a published briefing as a file, every number with its proof."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from yuanmeng.reports.documents import KINDS, made
from yuanmeng.reports.documents.sheet import sheet
from yuanmeng.reports.models import BriefingEdition


def main(argv: list[str]) -> int:
    """Exit status 0; 2 with a sentence when there is no such edition or the file cannot be written."""
    parser = argparse.ArgumentParser(prog="yuanmeng brief", description="已发布的简报写成文件 / a published briefing")
    parser.add_argument("briefing", help="简报编号；demo 是演示园区的第一份简报")
    parser.add_argument("--format", choices=list(KINDS), default="html")
    parser.add_argument("--edition", type=int, help="版次；不写是最新一版")
    parser.add_argument("--site", default=settings.SITE, help="数字的链接指向哪里，默认 %(default)s")
    parser.add_argument("--out", required=True, type=Path)
    asked = parser.parse_args(argv)
    found = BriefingEdition.objects.order_by("-number")
    if asked.briefing == "demo":
        found = found.filter(briefing=BriefingEdition.objects.order_by("briefing").values("briefing")[:1])
    else:
        found = found.filter(briefing=int(asked.briefing) if asked.briefing.isdigit() else 0)
    edition = (found if asked.edition is None else found.filter(number=asked.edition)).first()
    if edition is None:
        print(_("没有这份已发布的简报。演示园区用 yuanmeng demo --load-only 装入。"), file=sys.stderr)
        return 2
    try:
        asked.out.write_bytes(made(asked.format, sheet(edition, asked.site.rstrip("/"))))
    except OSError as wrong:
        print(_("无法写入 %(file)s：%(why)s") % {"file": asked.out, "why": wrong.strerror}, file=sys.stderr)
        return 2
    print(_("《%(title)s》第 %(edition)s 版，引用 %(count)s 个数字：%(file)s") % {
        "title": edition.title, "edition": edition.number, "count": len(edition.cited), "file": asked.out})  # fmt: skip
    return 0
