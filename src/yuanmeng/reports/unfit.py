"""Every sentence for a file that cannot be used as a form: why, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yuanmeng.core.refusals import Invalid
from yuanmeng.reports.grids import Unfit

SENTENCES = {
    "old": _("这是旧版 Office 文件（.xls、.doc）或加了密码。请在 Office 或 WPS 中去掉密码，另存为 .xlsx 或 .docx。"),
    "other": _("这不是 .xlsx 或 .docx 文件。请在 Office 或 WPS 中另存为其中一种后再上传。"),
    "broken": _("文件已损坏，无法读取。请在 Office 或 WPS 中打开并另存后再上传。"),
    "parts": _("文件内部有 %(count)s 个部件，超过上限。请把表复制到一个新文件后再上传。"),
    "bomb": _("文件展开后有 %(megabytes)s MB，与一张表不相称，已拒绝。请把表复制到一个新文件后再上传。"),
    "path": _("文件内部含有越界的路径，可能被篡改，已拒绝。请向上级索取原文件。"),
    "macro": _("文件含有宏，已拒绝。请另存为不含宏的 .xlsx 或 .docx 后再上传。"),
    "link": _("文件链接了其他文件，已拒绝。请在 Office 或 WPS 中断开链接、另存后再上传。"),
    "object": _("文件里嵌有其他文件或控件，已拒绝。请删去它们、另存后再上传。"),
    "doctype": _("文件内部含有文档类型声明，可能被篡改，已拒绝。请把表复制到一个新文件后再上传。"),
    "large": _("表有 %(rows)s 行、%(columns)s 列，超过 300 行、60 列或 4000 格的上限。请删去空白的行列后再上传。"),
    "empty": _("文件里没有可填的表。"),
    "cell": _("没有“%(cell)s”这一格，或者它是公式，不能填。"),
}


def refused(wrong: Unfit) -> Invalid:
    """The refusal, to be raised."""
    return Invalid(str(SENTENCES[wrong.reason]) % wrong.facts, reason=wrong.reason)
