"""No plan exists: who stands in the way and the way out, as facts and as a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yuanmeng.core.refusals import Invalid
from yuanmeng.core.said import said as _

NAMED = 8
"""People or firms named in one sentence at most; the facts hold all."""
Names = Mapping[str, str]


class Impossible(Invalid):
    """`facts` hold `kind`, the keys of `people` and `firms` concerned, `missing`, and the `numbers` of the sentence."""

    def __init__(
        self, kind: str, missing: int, people: Sequence[str] = (), firms: Sequence[str] = (), **numbers: int
    ) -> None:
        facts = {"kind": kind, "missing": missing, "people": [*people], "firms": [*firms], "numbers": numbers}
        super().__init__(sentence(facts), **facts)


def sentence(facts: Mapping[str, Any], people: Names | None = None, firms: Names | None = None) -> str:
    """The facts in words; `people` and `firms` map keys to names where the keys say nothing to a reader."""
    count = {"missing": facts["missing"], **facts["numbers"]}
    who, what = _named(facts["people"], people or {}), _named(facts["firms"], firms or {})
    if facts["kind"] == "most":
        says = _(
            "全部指导员合计最多负责 %(most)s 家，企业 %(all)s 家，差 %(missing)s 家：请提高上限或增加人员。", **count
        )
    elif facts["kind"] == "least":
        says = _(
            "全部指导员合计最少要负责 %(least)s 家，企业只有 %(all)s 家：请把下限合计降低 %(missing)s 家。", **count
        )
    elif facts["kind"] == "few":
        says = _(
            "指导员%(people)s合计最少要 %(wanted)s 家，而可以给他们的企业只有 %(there)s 家："
            "请降低其中一人的下限，或解除对他们的回避或对别人的指定。",
            people=who, **count,
        )  # fmt: skip
    elif facts["kind"] == "excluded" and who:
        says = _("%(person)s与%(firm)s已被回避，不能指定。", person=who, firm=what)
    elif facts["kind"] == "excluded":
        says = _("企业%(firms)s回避了全部指导员：请解除一项回避或增加人员。", firms=what)
    elif not who:
        says = _("企业%(firms)s没有可以负责的指导员：请解除一项回避或指定。", firms=what)
    else:
        says = _(
            "企业%(firms)s这 %(all)s 家只能由指导员%(people)s负责，而他们合计最多 %(room)s 家："
            "请提高其中一人的上限，或为其中一家解除回避或指定。",
            firms=what, people=who, **count,
        )  # fmt: skip
    return says


def _named(keys: Sequence[str], names: Names) -> str:
    shown = _("、").join(_("“%(name)s”", name=names.get(key, key)) for key in keys[:NAMED])
    return _("%(names)s等", names=shown) if len(keys) > NAMED else shown
