"""The command line: `yuanmeng VERB [NOUN] …`. Every verb is a function `main(argv) -> exit status` in its room."""

from __future__ import annotations

import os
import sys
from importlib import import_module

VERBS: dict[tuple[str, ...], tuple[str, str]] = {
    ("serve",): ("yuanmeng.project.serving:main", "启动网站和后台任务"),
    ("upgrade",): ("yuanmeng.project.serving:upgrade", "备份后更新数据库结构"),
    ("administrator",): ("yuanmeng.project.administrator:main", "第一位系统管理员：administrator 登录名 姓名"),
    ("backup",): ("yuanmeng.project.backup:main", "备份到一个目录，并在临时位置恢复验证"),
    ("restore",): ("yuanmeng.project.backup:restore_main", "从备份恢复到空的数据目录或数据库"),
    ("verify",): ("yuanmeng.ledger.command:main", "核验事件账：链、关联、编号、锚点"),
    ("import", "firms"): ("yuanmeng.register.command_import:main", "导入企业名录（CSV 或 xlsx）：import firms FILE"),
    ("import", "workdays"): ("yuanmeng.workdays.command:main", "导入一年的放假安排（通知全文或 CSV）"),
    ("import", "vacancies"): (
        "yuanmeng.matching.command_import:main",
        "导入缺工信息（CSV 或 xlsx）：import vacancies FILE",
    ),
    ("work",): ("yuanmeng.jobs.command:main", "后台任务进程：导入、核对等长时间工作"),
    ("access-matrix",): ("yuanmeng.desk.access.matrix:main", "按角色逐一访问每个网址，写出访问矩阵"),
    ("figures",): ("yuanmeng.desk.command_figures:main", "全部数字：figures --period 2021 --json"),
    ("brief",): ("yuanmeng.reports.command:main", "已发布的简报写成文件：brief demo --format html --out FILE"),
    ("demo",): ("yuanmeng.desk.demo.command:main", "装入虚构的演示园区并启动网站"),
    ("import", "issues"): ("yuanmeng.issues.command_import:main", "导入问题台账（CSV 或 xlsx）：import issues FILE"),
    ("import", "categories"): (
        "yuanmeng.issues.command:main",
        "装入问题分类（CSV，每列一级）：import categories FILE",
    ),
    ("import", "industries"): ("yuanmeng.register.command_industries:main", "装入国民经济行业分类的完整四级表"),
    ("suggest", "alliances"): (
        "yuanmeng.register.command_suggest:main",
        "按名称和经营范围建议联盟：FILE.csv --out OUT.csv",
    ),
    ("assign",): ("yuanmeng.core.assigning.command:main", "把企业分配给指导员：assign 人.csv 企业.csv --out 方案.csv"),
    ("match", "labour"): (
        "yuanmeng.core.matching.command:labour",
        "共享用工的最优方案：match labour 富余.csv 缺口.csv --out 方案.csv",
    ),
    ("match", "bench"): (
        "yuanmeng.core.matching.command:bench",
        "在虚构的地理上求解：match bench --lots N --seed S",
    ),
    ("match", "warm"): ("yuanmeng.core.matching.command:warm", "预先编译共享用工的求解程序"),
}
"""Verb (and noun) → the function, loaded when it is called, and one line of help."""
PURE = {("assign",), ("suggest", "alliances"), ("match", "labour"), ("match", "bench"), ("match", "warm")}
"""Verbs that need no Django."""


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns its exit status. Unknown verbs are passed to Django's own commands."""
    words = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanmeng.project.settings")
    for length in (2, 1):
        verb = tuple(words[:length])
        if verb in VERBS:
            return run(verb, words[length:])
    if not words or words[0] in {"help", "--help", "-h"}:
        print(usage())
        return 0
    return run_django(words) if fit() else 1


def run(verb: tuple[str, ...], words: list[str]) -> int:
    """Load the verb's function and call it."""
    if verb not in PURE and not fit():
        return 1
    module, name = VERBS[verb][0].split(":")
    return int(getattr(import_module(module), name)(words))


def run_django(words: list[str]) -> int:
    """One of Django's own commands."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["yuanmeng", *words])
    return 0


def fit() -> bool:
    """Set Django up; False after saying why the product cannot be trusted with data on this machine."""
    import django

    django.setup()
    from yuanmeng.project.checks import Unfit, demand

    try:
        demand()
    except Unfit as fault:
        print(fault, file=sys.stderr)
        return False
    return True


def usage() -> str:
    """The verbs with a line each."""
    lines = [f"  yuanmeng {' '.join(verb):<20} {says}" for verb, (_target, says) in sorted(VERBS.items())]
    return "\n".join(["园盟命令行：", *lines, "  yuanmeng VERB --help 显示该命令的用法。"])
