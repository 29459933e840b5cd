"""Events of people, posts and sessions as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "person.add": _("新增人员"),
    "person.rename": _("修改人员姓名"),
    "person.link": _("重置密码，生成设置密码的链接"),
    "person.password": _("本人设置了密码"),
    "person.deactivate": _("停用账号"),
    "person.reactivate": _("恢复账号"),
    "post.give": _("授予岗位"),
    "post.end": _("岗位到期"),
    "post.withdraw": _("撤销从未生效的岗位"),
    "session.open": _("登录"),
    "session.close": _("退出登录"),
    "session.refuse": _("登录被拒绝"),
    "feedback.send": _("提交意见建议"),
    "feedback.answer": _("答复意见建议"),
}
