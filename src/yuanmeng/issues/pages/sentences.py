"""Events of problems as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "issue.raise": _("提出问题"),
    "issue.accept": _("受理问题"),
    "issue.refer": _("告知其他渠道"),
    "issue.dispatch": _("派发问题"),
    "issue.recall": _("撤回派发"),
    "issue.object": _("退回不当派发"),
    "issue.rule": _("裁定退回"),
    "issue.take_on": _("领办问题"),
    "issue.reassign": _("改派经办人"),
    "issue.join": _("请其他单位协办"),
    "issue.opine": _("提交协办意见"),
    "issue.report": _("告知企业进展"),
    "issue.pause": _("暂停计时"),
    "issue.resume": _("恢复计时"),
    "issue.ask_extension": _("申请延期"),
    "issue.grant": _("批复延期"),
    "issue.escalate": _("升级"),
    "issue.call": _("召集会商"),
    "issue.state": _("提交会商意见"),
    "issue.decide": _("会商议定"),
    "issue.answer": _("答复企业"),
    "issue.answer_at_once": _("当场答复企业"),
    "issue.retract": _("撤回答复"),
    "issue.confirm": _("企业答复"),
    "issue.follow_up": _("回访企业"),
    "issue.renew_link": _("换新确认链接"),
    "issue.reopen": _("企业要求重新办理"),
    "issue.withdraw": _("企业撤回问题"),
    "issue.bring_back": _("挂账到期，恢复办理"),
    "issue.recount": _("放假安排公布，重新计算期限"),
    "issue.link": _("关联问题"),
    "issue.unlink": _("取消关联"),
    "issue.recuse": _("登记回避"),
    "issue.attach": _("添加附件"),
    "issue.remove_attachment": _("移除附件"),
    "issue.publish_lesson": _("发布为案例"),
    "issue.withdraw_lesson": _("撤下案例"),
    "issue.take_up": _("列入共性问题"),
    "issue.propose": _("就共性问题形成建议"),
    "issue.end_cause": _("结束共性问题的研究"),
    "issue.keep_template": _("保存答复模板"),
    "issue.set_limits": _("设定办理时限"),
    "issue.load_categories": _("导入问题分类"),
    "issue.export": _("导出问题清单"),
}
