"""What a zone asks a dataset for, read from plain values, refused with a sentence, said in words, and made a figure.

Pure but for the options of a field, which the zone keeps as data. Nothing here evaluates anything: a definition names
keys that were declared and values that are bound as parameters.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from yuanmeng.core.refusals import Invalid
from yuanmeng.ledger.datasets import Basis, Condition, Dataset, Distinct, Field, Groups, Measure, counted, datasets
from yuanmeng.ledger.figures import Access, Breakdown, Records

MOST_CONDITIONS, MOST_GROUPS, MOST_VALUES, LONGEST = 12, 4, 30, 280
"""Bounds of one definition; LONGEST is of the sentence that says it, in Chinese characters."""
NUMBER = re.compile(r"-?[0-9]{1,15}", re.ASCII)
OPERATORS: dict[str, dict[str, Any]] = {
    "choice": {"is": gettext_lazy("属于"), "not": gettext_lazy("不属于")},
    "number": {"min": gettext_lazy("不少于"), "max": gettext_lazy("不多于"), "equal": gettext_lazy("等于")},
    "date": {
        "from": gettext_lazy("不早于"),
        "to": gettext_lazy("不晚于"),
        "filled": gettext_lazy("已填写"),
        "missing": gettext_lazy("未填写"),
    },
    "yes": {"equal": gettext_lazy("选择为")},
}
SAID: dict[str, Any] = {
    "is": gettext_lazy("%(field)s为%(values)s"),
    "not": gettext_lazy("%(field)s不为%(values)s（未填写的也算）"),
    "min": gettext_lazy("%(field)s不少于 %(values)s"),
    "max": gettext_lazy("%(field)s不多于 %(values)s"),
    "equal": gettext_lazy("%(field)s为 %(values)s"),
    "from": gettext_lazy("%(field)s不早于 %(values)s"),
    "to": gettext_lazy("%(field)s不晚于 %(values)s"),
    "filled": gettext_lazy("%(field)s已填写"),
    "missing": gettext_lazy("%(field)s未填写"),
}
YES = [("yes", gettext_lazy("是的")), ("no", gettext_lazy("不是的"))]


@dataclass(frozen=True, slots=True)
class Asked:
    """A definition that can be counted."""

    dataset: Dataset
    basis: Basis
    groups: Groups
    distinct: Distinct | None
    measure: Measure | None

    @property
    def policy(self) -> Access:
        """The policy of the records that are counted."""
        return self.distinct.policy if self.distinct else self.dataset.policy

    @property
    def firm(self) -> str:
        """The way from a counted record to its organisations."""
        return self.distinct.firm if self.distinct else self.dataset.firm

    @property
    def by(self) -> tuple[Breakdown, ...]:
        """Other ways to break the counted records down."""
        return () if self.distinct else self.dataset.by

    def records(self, period: Any) -> Records:
        """What is counted in a period."""
        return counted(self.dataset, self.basis, self.groups, self.distinct)(period)


def read(values: Mapping[str, Any]) -> Asked:
    """From `dataset`, `basis`, `filters`, `distinct`, `measure`, as stored or typed. Raises Invalid."""
    of = datasets().get(_text(values.get("dataset")))
    if of is None:
        raise Invalid(_("没有“%(key)s”这类记录可以统计。") % {"key": _text(values.get("dataset"))[:40]})
    distinct, measure = _text(values.get("distinct")), _text(values.get("measure"))
    if distinct and measure:
        raise Invalid(_("“每个只计一次”和“求和”不能同时使用。"))
    return Asked(
        of,
        _chosen(of.dates, _text(values.get("basis")), _("日期依据")),
        _groups(of, values.get("filters")),
        _chosen(of.distinct, distinct, _("只计一次的对象")) if distinct else None,
        _chosen(of.measures, measure, _("求和的数")) if measure else None,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _chosen(among: Mapping[str, Any], key: str, name: str) -> Any:
    if key not in among:
        raise Invalid(_("%(name)s没有“%(key)s”这一项，请从列出的里面选。") % {"name": name, "key": key[:40]})
    return among[key]


def _groups(of: Dataset, given: Any) -> Groups:
    """Raises Invalid for anything but a list of lists of [field, operator, values]."""
    if not isinstance(given, list) or not all(isinstance(group, list) for group in given):
        raise Invalid(_("筛选条件不成形，请在页面上重新选择。"))
    if any(not group for group in given):
        raise Invalid(_("有一组条件是空的，请填写或删除。"))
    if len(given) > MOST_GROUPS or sum(map(len, given)) > MOST_CONDITIONS:
        raise Invalid(
            _("条件太多：最多 %(groups)s 组、共 %(conditions)s 个。")
            % {"groups": MOST_GROUPS, "conditions": MOST_CONDITIONS}
        )
    return tuple(tuple(_condition(of, each) for each in group) for group in given)


def _condition(of: Dataset, given: Any) -> Condition:
    if not isinstance(given, list | tuple) or len(given) != 3 or not isinstance(given[2], list | tuple):
        raise Invalid(_("筛选条件不成形，请在页面上重新选择。"))
    field = of.field(_text(given[0]))
    if field is None:
        raise Invalid(
            _("“%(dataset)s”没有“%(field)s”这个可以筛选的项目；只能用列出的项目，不能写路径或算式。")
            % {"dataset": of.name, "field": str(given[0])[:40]}
        )
    operator = _text(given[1])
    if operator not in OPERATORS[field.kind]:
        raise Invalid(
            _("“%(field)s”不能用“%(operator)s”来比较。") % {"field": field.name, "operator": str(given[1])[:20]}
        )
    return Condition(field, operator, _values(field, operator, [_text(value) for value in given[2]]))


def _values(field: Field, operator: str, given: Sequence[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value.strip() for value in given if value.strip()))
    if operator in {"filled", "missing"}:
        return ()
    if not values:
        raise Invalid(_("请为“%(field)s”填写或选择值。") % {"field": field.name})
    if field.kind == "choice":
        if len(values) > MOST_VALUES:
            raise Invalid(_("“%(field)s”一次最多选 %(most)s 个值。") % {"field": field.name, "most": MOST_VALUES})
        return tuple(sorted(values))
    if len(values) > 1:
        raise Invalid(_("“%(field)s”只能填一个值。") % {"field": field.name})
    return (_single(field, values[0]),)


def _single(field: Field, value: str) -> str:
    found = {"date": _day, "number": _number, "yes": _yes}[field.kind](value)
    if found is None:
        kinds = {"date": _("日期"), "number": _("整数"), "yes": _("是或否")}
        raise Invalid(
            _("“%(field)s”要填%(kind)s，“%(value)s”不是。")
            % {"field": field.name, "kind": kinds[field.kind], "value": value[:40]}
        )
    return found


def _day(value: str) -> str | None:
    try:
        return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _number(value: str) -> str | None:
    return value if NUMBER.fullmatch(value) else None


def _yes(value: str) -> str | None:
    return value if value in dict(YES) else None


def known_values(asked: Asked) -> None:
    """Raises Invalid for a value that the options of its field do not have."""
    for each in (one for group in asked.groups for one in group if one.field.options):
        known = _options(each.field)
        strange = [value for value in each.values if value not in known]
        if strange:
            said = {"field": each.field.name, "value": strange[0][:40]}
            raise Invalid(_("“%(field)s”没有“%(value)s”这个值。") % said)


def _options(field: Field) -> dict[str, Any]:
    if field.kind == "yes":
        return dict(YES)
    return dict(field.options()) if field.options else {}


def words(asked: Asked, language: str) -> str:
    """The definition as a sentence."""
    with override(language):
        counting = _("合计%(what)s") % {"what": asked.measure.name} if asked.measure else _("计数")
        if asked.distinct:
            counting = _("每个%(what)s只计一次") % {"what": asked.distinct.name}
        said = _("统计%(dataset)s，按%(basis)s计，%(counting)s") % {
            "dataset": asked.dataset.name, "basis": asked.basis.name, "counting": counting,
        }  # fmt: skip
        if not asked.groups:
            return _("%(said)s；没有其他条件。") % {"said": said}
        groups = [_("，并且").join(map(_said, group)) for group in asked.groups]
        if len(groups) > 1:
            groups = [_("（%(group)s）") % {"group": group} for group in groups]
        return _("%(said)s；条件：%(groups)s。") % {"said": said, "groups": _("，或者").join(groups)}


def _said(asked: Condition) -> str:
    known = _options(asked.field)
    named = (_("“%(value)s”") % {"value": known.get(each, each)} if known else each for each in asked.values)
    shown = _("、").join(named)
    said = SAID["is" if asked.field.kind == "yes" else asked.operator]
    return str(said) % {"field": asked.field.name, "values": shown}
