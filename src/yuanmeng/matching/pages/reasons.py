"""A plan's totals, proof and reasons in words; nothing here asks the database."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.core.matching.rules import HARD
from yuanmeng.matching.models import Plan
from yuanmeng.matching.pages.presenting import in_english, job_name

RULES = {rule.key: rule for rule in HARD}
WISHED = {
    "batches": gettext_lazy("每次安排不少于双方写的最少人数"),
    "few": gettext_lazy("尽量少拆成几次（每一次按 2,000 元计）"),
    "fair": gettext_lazy("先让每家缺工的单位都有人"),
}
"""What a plan may be asked for, by the names of `engine.WISHES`."""


def rule_name(key: str) -> str:
    """A rule in the page's language, with its dossier id where it has one."""
    rule = RULES[key]
    name = rule.english if in_english() else rule.name
    if not key.startswith("LAB"):
        return str(name)
    return f"{name} ({key})" if in_english() else f"{name}（{key}）"


def gap_words(found: dict[str, Any]) -> str:
    """How near the best possible plan is, as proven. Rounded up, so that the words never promise too much."""
    value, bound = found["value"], found["bound"]
    if value >= bound:
        return _("已证明是最优方案")
    hundredths = -(-(bound - value) * 10_000 // bound)
    return _("已证明与最优相差不超过 %(percent)s %%") % {"percent": f"{hundredths / 100:.2f}"}


def facts(plan: Plan) -> list[tuple[str, str]]:
    """The plan as a whole."""
    found, given = plan.found, plan.given
    if not found:
        return []
    idle, missing = (sum(row["heads"] for row in given[side]) for side in ("surplus", "shortage"))
    heads = {"heads": found["heads"], "idle": idle, "missing": missing}
    yuan = {"value": f"{found['value']:,}", "bound": f"{found['bound']:,}"}
    removed = [f"{rule_name(key)} {count:,}" for key, count in found["removed"].items() if key != "job"]
    pairs = [
        (_("安排人数"), _("%(heads)s 人（富余 %(idle)s 人，缺 %(missing)s 人）") % heads),
        (_("总价值"), _("%(value)s 元；任何方案都不会超过 %(bound)s 元") % yuan),
        (_("与最优相差"), gap_words(found)),
        (_("合规的配对"), f"{found['pairs']:,}"),
        (_("被规则排除"), _("；").join(removed)),
        (_("随机种子"), str(found["seed"])),
    ]  # fmt: skip
    if given.get("wishes") and found["value"] < found["bound"]:
        pairs.append((_("原因里的金额"), _("按没有这些要求的最优方案计算")))
    if given.get("unplaced"):
        pairs.append((_("没有登记位置"), _("%(count)s 家按园区中部计算路程") % {"count": len(given["unplaced"])}))
    return [(name, text) for name, text in pairs if text]


def wishes(plan: Plan) -> list[tuple[str, str]]:
    """What the plan was asked to hold, each with what it takes."""
    costs = plan.found.get("costs", {})
    return [(str(WISHED[key]), _cost(costs.get(key, 0)) if plan.found else "") for key in plan.given.get("wishes", [])]


def _cost(yuan: int) -> str:
    if not yuan:
        return _("没有这一项，总价值不变")
    says = _("没有这一项，总价值多 %(yuan)s 元") if yuan > 0 else _("没有这一项，总价值少 %(yuan)s 元")
    return says % {"yuan": f"{abs(yuan):,}"}


def left_rows(plan: Plan, side: str, names: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """What is left over on one side, most heads first, with the reasons."""
    rows = plan.found.get("why", {}).get(side, [])
    return [
        _left(row, names, plan)
        for row in sorted(rows, key=lambda row: (-row["left"], row["lot"]))
        if row["lot"] in names
    ]


def _left(row: dict[str, Any], names: dict[int, dict[str, Any]], plan: Plan) -> dict[str, Any]:
    removed = [
        _("%(rule)s：%(count)s") % {"rule": rule_name(key), "count": n}
        for key, n in row["removed"].items()
        if key != "job"
    ]
    nobody = "" if row["rivals"] or row["full"] or row.get("short") or removed else _("没有同工种的对方")
    return {
        "url": reverse("matching:lot", args=[row["lot"]]),
        "ask": f"{reverse('matching:what_if', args=[plan.pk])}?lot={row['lot']}",
        "name": names[row["lot"]]["name"],
        "period": names[row["lot"]]["period"],
        "left": row["left"],
        "removed": _("；").join(removed) or nobody,
        "full": _("%(count)s 个合规的对方已把人数全部用在这里") % {"count": row["full"]} if row["full"] else "",
        "near": [_near(one, names) for one in row["near"] if one["lot"] in names],
        "rivals": [_rival(one, names) for one in row["rivals"] if one["lot"] in names],
        "short": [_short(one, names) for one in row.get("short", []) if one["lot"] in names],
    }


def _near(one: dict[str, Any], names: dict[int, dict[str, Any]]) -> str:
    values = {"name": names[one["lot"]]["name"], "rule": rule_name(one["rule"])}
    return _("只差一项：%(name)s（%(rule)s）") % values


def _rival(one: dict[str, Any], names: dict[int, dict[str, Any]]) -> str:
    values = {"name": names[one["lot"]]["name"], "yuan": f"{one['yuan']:,}"}
    return (_("%(name)s 另有安排，每人多 %(yuan)s 元") if one["yuan"] else _("%(name)s 另有同样合算的安排")) % values


def _short(one: dict[str, Any], names: dict[int, dict[str, Any]]) -> str:
    """Both sides have heads left, but a wish keeps them apart."""
    values = {"name": names[one["lot"]]["name"], "least": one["least"]}
    if one["least"]:
        return _("%(name)s 也有剩余，但合起来不够一次安排的最少人数（%(least)s 人）") % values
    return _("%(name)s 也有剩余，但按本方案的要求不值得再安排一次") % values


def worth_rows(plan: Plan) -> list[tuple[str, str]]:
    """What one more idle head of a job would add."""
    worth = plan.found.get("why", {}).get("worth", [])
    return [(job_name(one["job"]), f"{one['yuan']:,}") for one in worth[:20]]
