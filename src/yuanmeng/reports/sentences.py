"""Events of published figures, outside facts and briefings as sentences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "publication.publish": _("发布数字"),
    "publication.rate": _("发布比率"),
    "publication.adjust": _("登记调整数"),
    "fact.record": _("登记外部数据"),
    "fact.withdraw": _("停用外部数据"),
    "briefing.start": _("起草简报"),
    "briefing.edit": _("修改简报"),
    "briefing.publish": _("发布简报"),
    "briefing.discard": _("弃用简报草稿"),
    "form.upload": _("上传上级报表"),
    "form.place": _("指定报表数据来源"),
    "form.clear": _("取消报表数据来源"),
    "form.fill": _("代填上级报表"),
    "form.withdraw": _("停用上级报表"),
    "definition.start": _("起草自定义数字"),
    "definition.edit": _("修改自定义数字"),
    "definition.use": _("启用自定义数字"),
    "definition.withdraw": _("停用自定义数字"),
    "evaluation.start": _("起草指标体系"),
    "evaluation.edit": _("改动指标体系"),
    "evaluation.put": _("写下一项指标"),
    "evaluation.drop": _("删去指标"),
    "evaluation.use": _("启用指标体系"),
    "evaluation.withdraw": _("停用指标体系"),
    "evaluation.cite": _("列出名次或评分"),
    "evaluation.uncite": _("不再列出名次或评分"),
    "evaluation.value": _("填指标的值"),
    "evaluation.attach": _("加入佐证材料"),
    "evaluation.remove_evidence": _("移除佐证材料"),
    "evaluation.pack": _("导出佐证包"),
}
