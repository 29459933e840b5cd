"""A figure of the zone's own from draft to a version in use, to the next, to its end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.period import year
from yuanmeng.core.pinyin import initials
from yuanmeng.core.refusals import IllegalMove, Invalid, Stale
from yuanmeng.ledger import figures as ledger
from yuanmeng.ledger.actions import action, record, take_turn
from yuanmeng.ledger.defining import LONGEST, Asked, known_values, read, words
from yuanmeng.ledger.figures import Figure
from yuanmeng.reports.actions import signed, written
from yuanmeng.reports.actions.publishing import MOST
from yuanmeng.reports.figures import FIELDS, asked_of, made
from yuanmeng.reports.models import Definition, DefinitionVersion
from yuanmeng.reports.policy import DEFINITIONS

IN_USE = 100
"""So many definitions may be in use at once: all of them are counted on one page."""
FORMULA = re.compile(r"[=+\-@＝＋－＠]")
LENGTHS = {"name": 60, "unit": 10, "says": 200}


@action("definition.start")
def start(*, values: Mapping[str, Any], by: Actor, op: UUID) -> Definition:
    """起草自定义数字. `values` holds FIELDS. Raises Denied, Invalid."""
    DEFINITIONS.demand(by, "define")
    take_turn()
    draft = checked(values)
    made_ = Definition.objects.create(**draft, slug=_slug(draft["name"]), **signed(by, "changed_by", "changed_at"))
    record("definition.start", made_, by=by, op=op)
    return made_


@action("definition.edit")
def edit(pk: int, *, version: int, values: Mapping[str, Any], by: Actor, op: UUID) -> Definition:
    """修改自定义数字: the draft; what is in use stays until the next version. Raises Hidden, Denied, Stale, Invalid."""
    found = DEFINITIONS.fetch(by, "define", pk=pk)
    take_turn()
    if values["sort"] != found.sort:
        raise Invalid(_("数字和比率不能互相改，请另建一个。"))
    _move(found, version, by, **checked(values, found))
    record("definition.edit", found, by=by, op=op)
    return found


@action("definition.use")
def use(pk: int, *, version: int, reason: str = "", by: Actor, op: UUID) -> DefinitionVersion:
    """启用自定义数字: freeze the draft as the next version. Raises Hidden, Denied, IllegalMove, Stale, Invalid."""
    found = DEFINITIONS.fetch(by, "define", pk=pk)
    take_turn()
    values = checked({name: getattr(found, name) for name in FIELDS}, found)
    latest = found.versions.first()
    if latest and all(getattr(latest, name) == values[name] for name in FIELDS):
        raise Invalid(_("与第 %(number)s 版完全相同，没有可启用的变化。") % {"number": latest.number})
    if latest and not reason.strip():
        raise Invalid(_("已有第 %(number)s 版，请写明修改原因。") % {"number": latest.number})
    if not latest and Definition.objects.filter(state="in_use").count() >= IN_USE:
        raise Invalid(_("使用中的自定义数字已有 %(most)s 个，请先停用不再需要的。") % {"most": IN_USE})
    _fits_its_rates(found, values)
    number = found.edition + 1
    _move(found, version, by, state="in_use", edition=number)
    why = reason.strip() if latest else ""
    frozen = DefinitionVersion.objects.create(
        definition=found, number=number, reason=why, **values, **said_of(values), **signed(by)
    )
    record("definition.use", found, by=by, op=op, number=number)
    return frozen


@action("definition.withdraw")
def withdraw(pk: int, *, version: int, reason: str, by: Actor, op: UUID) -> Definition:
    """停用自定义数字: nothing new may use it; what was published stays provable.

    Raises Hidden, Denied, IllegalMove, Stale, Invalid.
    """
    found = DEFINITIONS.fetch(by, "define", pk=pk)
    take_turn()
    if not reason.strip():
        raise Invalid(_("请写明原因（500 字以内）。"))
    used = [str(each.name) for each in ledger.rates().values() if found.key in (each.part, each.base)]
    if used:
        raise Invalid(_("比率“%(name)s”正在使用它，请先停用那个比率。") % {"name": used[0]})
    _move(found, version, by, state="withdrawn")
    record("definition.withdraw", found, by=by, op=op, reason=reason.strip())
    return found


def checked(values: Mapping[str, Any], own: Definition | None = None) -> dict[str, Any]:
    """FIELDS as they may be stored. Raises Invalid with the sentence that says what is wrong."""
    clean: dict[str, Any] = {name: str(values.get(name) or "").strip() for name in FIELDS}
    clean |= {"filters": [], "whole": bool(values.get("whole"))}
    _texts(clean, own)
    if clean["sort"] == "rate":
        _rate(clean["part"], clean["base"], own.key if own else "")
        return clean | dict.fromkeys(("unit", "dataset", "basis", "distinct", "measure"), "") | {"whole": False}
    asked = read(values)
    known_values(asked)
    _speakable(asked)
    _countable(asked)
    filters = [[[each.field.key, each.operator, list(each.values)] for each in group] for group in asked.groups]
    return clean | {"filters": filters, "part": "", "base": ""}


def _texts(clean: Mapping[str, Any], own: Definition | None) -> None:
    needed = {"name": _("名称"), "says": _("说明")} | ({} if clean["sort"] == "rate" else {"unit": _("计量单位")})
    for name, called in needed.items():
        text = clean[name]
        if not text or len(text) > LENGTHS[name]:
            raise Invalid(_("“%(name)s”要填 1 到 %(most)s 个字。") % {"name": called, "most": LENGTHS[name]})
        if FORMULA.match(text):
            raise Invalid(
                _("“%(name)s”不能以 %(sign)s 开头：表格软件会把它当作公式。") % {"name": called, "sign": text[0]}
            )
    with translation.override("zh-hans"):
        taken = {str(each.name) for known in ledger.coded() for each in known.values()}
    others = Definition.objects.filter(name=clean["name"]).exclude(state="withdrawn")
    if clean["name"] in taken or others.exclude(pk=own.pk if own else 0).exists():
        raise Invalid(_("已有名为“%(name)s”的数字，请换一个名称。") % {"name": clean["name"]})


def _rate(part: str, base: str, own: str) -> None:
    """Raises Invalid unless both are figures, of the same records by the same date."""
    known, shares = ledger.declared()
    for key in (part, base):
        if key in shares or key == own:
            raise Invalid(_("比率由两个数字算出，不能引用比率，也不能引用自己：“%(key)s”。") % {"key": key[:60]})
        if key not in known:
            raise Invalid(_("“%(cite)s”：没有这个数字。") % {"cite": key[:60]})
    if part == base:
        raise Invalid(_("分子和分母是同一个数字。"))
    _of_one_kind(known[part], known[base])


def _of_one_kind(part: Figure, base: Figure) -> None:
    if (
        part.policy.model is not base.policy.model
        or str(part.basis) != str(base.basis)
        or str(part.unit) != str(base.unit)
    ):
        raise Invalid(
            _("“%(part)s”和“%(base)s”统计的记录、计量单位或日期依据不同，不能相除。")
            % {"part": part.name, "base": base.name}
        )


def _fits_its_rates(found: Definition, values: Mapping[str, Any]) -> None:
    """Raises Invalid where a rate in use could not be read any more with the new version."""
    known, shares = ledger.declared()
    for each in shares.values():
        if found.key in (each.part, each.base):
            known[found.key] = made(found.key, 0, Definition(**values), "")
            _of_one_kind(known[each.part], known[each.base])


def _speakable(asked: Asked) -> None:
    length = len(words(asked, "zh-hans"))
    if length > LONGEST:
        raise Invalid(
            _("这个口径要 %(length)s 个字才说得清，最多 %(most)s 个字；请少选一些条件或值。")
            % {"length": length, "most": LONGEST}
        )


def _countable(asked: Asked) -> None:
    """Raises Invalid where the current year alone has more records than one publication may freeze."""
    count = ledger.totals([asked.records(year(timezone.localdate().year))])[0]
    if count > MOST:
        raise Invalid(
            _("仅今年就有 %(count)s 条记录，超过一次发布的上限 %(most)s 条，请增加条件。")
            % {"count": count, "most": MOST}
        )


def said_of(values: Mapping[str, Any]) -> dict[str, str]:
    """The definition in words, in both languages."""
    if values["sort"] == "rate":
        return {"words": "", "words_en": ""}
    asked = asked_of(Definition(**values))
    return {"words": words(asked, "zh-hans"), "words_en": words(asked, "en")}


def _slug(name: str) -> str:
    """A key from the first letters of the name, with a number where it is taken."""
    letters = "".join(re.findall(r"[a-z0-9]", initials(name).lower()))[:30] or "figure"
    start = letters if letters[0].isalpha() else f"n{letters}"
    taken = set(Definition.objects.filter(Q(slug__startswith=start)).values_list("slug", flat=True))
    number = 1
    slug = start
    while slug in taken:
        number += 1
        slug = f"{start}_{number}"
    return slug


def _move(found: Definition, version: int, by: Actor, **values: Any) -> None:
    """Write where nobody was faster. Raises IllegalMove for a withdrawn one, Stale."""
    if found.state == "withdrawn":
        raise IllegalMove(_("这个自定义数字已停用，不能再改。"))
    if not written(found, version, **values, **signed(by, "changed_by", "changed_at")):
        raise Stale(_("这个自定义数字刚刚被他人修改，请查看最新内容后重试。"), record=found)
