"""Events as sentences. Rooms above add their verbs by naming a table like SENTENCES in the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yuanmeng.register.models import Organisation
from yuanmeng.register.models.facts import FACTS
from yuanmeng.register.pages import showing
from yuanmeng.register.queries.corrections import name_of
from yuanmeng.register.queries.people import WHY_SHOWN

Sentence = Any
"""A text, or a function from the facts to a text."""


def said(verb: str, facts: Mapping[str, Any]) -> str:
    """The sentence of an event; a verb that no table knows is named as it is."""
    sentence = tables().get(verb)
    if sentence is None:
        return _("其他事项（%(verb)s）") % {"verb": verb}
    return sentence(facts) if callable(sentence) else str(sentence)


def heading(verb: str) -> str:
    """The verb where no facts are at hand, with its code; the code alone where the sentence is made of facts."""
    sentence = tables().get(verb)
    return verb if sentence is None or callable(sentence) else f"{sentence}（{verb}）"


@cache
def tables() -> dict[str, Sentence]:
    """Verb → sentence, from every table named in the settings (FIRM_SENTENCES)."""
    found: dict[str, Sentence] = {}
    for path in settings.FIRM_SENTENCES:
        found |= import_string(path)
    return found


def on(facts: Mapping[str, Any], key: str) -> str:
    """A date of the facts as people write it."""
    value = facts.get(key)
    return showing.day(date.fromisoformat(value)) if value else _("未注明")


def edited(facts: Mapping[str, Any]) -> str:
    """Which fields changed, by their names."""
    names = [field_name(field) for field in facts["fields"]]
    return _("修改了%(fields)s") % {"fields": "、".join(names)} if names else _("保存了档案，内容没有变化")


def field_name(field: str) -> str:
    """The name of a field of the organisation."""
    return str(Organisation._meta.get_field(field.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]


def fact_added(facts: Mapping[str, Any]) -> str:
    """Kind, value and date of a fact."""
    return _("登记%(kind)s：%(amount)s（截至%(as_of)s）") % {
        "kind": FACTS[facts["kind"]][0],
        "amount": showing.amount(facts["kind"], facts["value"], facts["currency"]),
        "as_of": on(facts, "as_of"),
    }


def dated(text: Any, key: str = "on") -> Callable[[Mapping[str, Any]], str]:
    """A sentence with one date, `%(on)s` in it."""
    return lambda facts: str(text) % {"on": on(facts, key)}


def about_field(text: Any) -> Callable[[Mapping[str, Any]], str]:
    """A sentence with the name of the field that a correction concerns."""
    return lambda facts: str(text) % {"field": name_of(facts["field"])}


def about_origin(text: Any) -> Callable[[Mapping[str, Any]], str]:
    """A sentence with the kind of origin."""
    return lambda facts: str(text) % {"kind": showing.label(showing.ORIGIN, facts["kind"])}


def phone_shown(facts: Mapping[str, Any]) -> str:
    """Why a phone was shown."""
    return _("查看了联系人完整电话，事由：%(why)s") % {"why": WHY_SHOWN[facts["why"]]}


SENTENCES: dict[str, Sentence] = {
    "firm.found": gettext_lazy("建立档案"),
    "firm.edit": edited,
    "firm.rename": gettext_lazy("更名，原名称记入曾用名"),
    "firm.close": dated(gettext_lazy("登记为已注销（%(on)s）")),
    "firm.reopen": gettext_lazy("恢复为在册"),
    "firm.confirm": gettext_lazy("企业确认各项指标无误"),
    "firm.merge": gettext_lazy("合并重复档案"),
    "firm.unmerge": gettext_lazy("撤销档案合并"),
    "firm.mark_distinct": gettext_lazy("标记为不是同一单位"),
    "firm.unmark_distinct": gettext_lazy("撤销“不是同一单位”的标记"),
    "fact.add": fact_added,
    "qualification.add": dated(gettext_lazy("登记资质（%(on)s认定）"), "issued"),
    "qualification.end": dated(gettext_lazy("资质终止（%(on)s）"), "now"),
    "contact.add": gettext_lazy("登记联系人"),
    "contact.end": dated(gettext_lazy("联系人停用（%(on)s）")),
    "contact.show_phone": phone_shown,
    "origin.add": about_origin(gettext_lazy("登记资金来源：%(kind)s")),
    "origin.end": about_origin(gettext_lazy("资金来源终止：%(kind)s")),
    "correction.ask": about_field(gettext_lazy("企业申请更正%(field)s")),
    "correction.accept": about_field(gettext_lazy("采纳更正申请：%(field)s")),
    "correction.decline": about_field(gettext_lazy("未采纳更正申请：%(field)s")),
    "correction.withdraw": about_field(gettext_lazy("企业撤回更正申请：%(field)s")),
    "firm.export": gettext_lazy("导出名录"),
    "firm.find_duplicates": gettext_lazy("查找可能重复的档案"),
    "register.import": gettext_lazy("由批量导入写入"),
    "register.import_undo": gettext_lazy("批量导入被撤销"),
    "import.receive": gettext_lazy("上传导入文件"),
    "import.map": gettext_lazy("确认导入文件的各列"),
    "import.sheet": gettext_lazy("选择导入文件的工作表"),
    "import.check": gettext_lazy("检查导入文件"),
    "import.drop": gettext_lazy("放弃导入"),
    "import.load": gettext_lazy("由命令行导入"),
    "import.apply": gettext_lazy("由批量导入写入"),
    "import.undo": gettext_lazy("批量导入被撤销"),
    "held.take": gettext_lazy("人工确认导入的待定行"),
    "held.dismiss": gettext_lazy("决定不收录导入的待定行"),
    "bulk.download": gettext_lazy("下载批量修改的表格"),
    "bulk.upload": gettext_lazy("上传批量修改的表格"),
    "bulk.propose": gettext_lazy("提交批量修改"),
    "bulk.withdraw": gettext_lazy("撤回批量修改"),
    "bulk.decline": gettext_lazy("退回批量修改"),
    "view.save": gettext_lazy("保存筛选视图"),
    "view.rename": gettext_lazy("重命名筛选视图"),
    "view.delete": gettext_lazy("删除筛选视图"),
    "bulk.approve": gettext_lazy("由批量修改写入"),
    "bulk.undo": gettext_lazy("批量修改被撤销"),
    "industry.confirm": gettext_lazy("确认行业分类"),
}
