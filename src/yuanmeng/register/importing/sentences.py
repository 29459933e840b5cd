"""Every sentence an import says: why a file, a row or a cell is not taken, and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yuanmeng.core.refusals import Invalid

FILES = {
    "old_excel": _("这是旧版 Excel（.xls）或加密的工作簿。请在 Excel 或 WPS 中去掉密码，另存为 .xlsx 后再导入。"),
    "size": _("文件有 %(megabytes)s MB，超过 %(most)s MB 的上限。请拆分成几个文件，或另存为 CSV。"),
    "unknown": _("文件既不是 .xlsx 也不是 CSV 文本。请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再导入。"),
    "encoding": _("文本编码既不是 UTF-8 也不是 GB18030，可能已损坏。请另存为“CSV UTF-8”后再导入。"),
    "csv": _("第 %(row)s 行附近有一个过长的单元格，可能少了一个引号。请检查该行后再导入。"),
    "parts": _("工作簿内部有 %(count)s 个部件，超过上限。请把数据复制到一个新的工作簿后再导入。"),
    "bomb": _("工作簿展开后有 %(megabytes)s MB，与其大小不相称，已拒绝。请把数据复制到一个新的工作簿，或另存为 CSV。"),
    "path": _("工作簿内部含有越界的路径，可能被篡改，已拒绝。请向提供者索取原文件。"),
    "macro": _("工作簿含有宏，已拒绝。请另存为不含宏的 .xlsx 后再导入。"),
    "link": _("工作簿链接了其他文件，已拒绝。请在“数据—编辑链接”中断开链接后另存，再导入。"),
    "doctype": _("工作簿内部含有文档类型声明，可能被篡改，已拒绝。请把数据复制到一个新的工作簿后再导入。"),
    "rows": _("工作表声明了 %(rows)s 行，超过 %(most)s 行的上限。请删除末尾的空白行后另存，或另存为 CSV。"),
    "columns": _("工作表声明了 %(columns)s 列，超过 %(most)s 列的上限。请删除右侧的空白列后另存。"),
    "far": _("单元格 %(cell)s 离数据太远，超出可读范围。请删除它所在的行和列后另存。"),
    "broken": _("工作簿已损坏，无法读取。请在 Excel 或 WPS 中打开并另存为 .xlsx 后再导入。"),
    "heavy": _("读取工作簿占用的内存或时间超过上限，已中止。请把数据复制到一个新的工作簿，或另存为 CSV。"),
    "slow": _("读取工作簿超过 %(seconds)s 秒，已中止。请拆分文件，或另存为 CSV。"),
    "empty": _("文件里没有可见的工作表。"),
    "no_header": _("没有找到表头。表头至少要有“名称”或“统一社会信用代码”，请补上表头，或在页面上指定各列。"),
    "no_rows": _("表头下面没有数据行。"),
    "no_name": _("没有一列对应“名称”。请指定哪一列是单位名称。"),
    "no_sheet": _("没有名为“%(sheet)s”的工作表。文件中有：%(sheets)s。"),
    "as_of": _("表中有按日期计的数据（%(columns)s），请给出截至日期（命令行：--as-of 2024-12-31）。"),
    "twice": _("两列都对应“%(field)s”。请只保留一列。"),
    "changed": _("保存的文件与上传时不一致，已拒绝。请重新上传。"),
    "too_many": _("文件超过 %(most)s 行。请拆分成几个文件。"),
    "moved": _("名录在此期间被他人修改，没有写入任何数据。请重新检查后再导入。"),
    "stale": _("批次已被他人更新，请刷新页面后重试。"),
}

ROWS = {
    "code_length": _("统一社会信用代码应为 18 位，这里是 %(more)s 位。请对照营业执照改正。"),
    "code_alphabet": _(
        "统一社会信用代码含有不允许的字符（字母 I、O、S、V、Z 及符号不会出现）。请对照营业执照改正。%(more)s"
    ),
    "wrong_check": _("统一社会信用代码的校验位不符。请对照营业执照核对：无误则确认，有误则改正。"),
    "sole_trader": _("这是个体工商户的代码（92 开头），名录只收单位。请确认是否收录。"),
    "no_code": _("没有统一社会信用代码，无法确定是哪家单位。请补上代码，或确认按无代码单位建档。"),
    "name_known": _("没有统一社会信用代码，但名录中已有同名单位“%(more)s”。请确认是否同一家。"),
    "merged": _("该代码的单位已并入其他单位。请在并入后的单位上修改。"),
    "same_code_names": _("同一代码在本文件中对应不同的名称（另见第 %(more)s 行）。请确认哪一行正确。"),
    "same_code_values": _("同一代码在本文件中出现多次而内容不同（另见第 %(more)s 行）。请确认哪一行正确。"),
    "name_missing": _("没有名称。请补上单位名称。"),
    "too_long": _("内容太长，最多 %(more)s 个字。请缩短。"),
    "unclean": _("含有看不见的控制字符。请重新输入这一格。"),
    "formula": _("这一格是公式，不能确定其值。请复制后“选择性粘贴—数值”，再导入。"),
    "shifted": _("这一行的各列似乎错位：“%(more)s”一列里是统一社会信用代码。请把各格移回原位。"),
    "date": _("看不出是哪一天。请写成 2012-05-24 的样子。"),
    "date_future": _("成立日期晚于今天。请核对。"),
    "money_unit": _("只有数字，没有单位（元、万元），也看不出币种。请写明单位，如“500万元”。"),
    "money_currency": _("写了两种币种，分不清是哪一种。请只写一种。"),
    "money_text": _("看不出金额。请写成“500万元”或“40万美元”的样子。"),
    "money_precision": _("金额比一分钱还细。请核对小数位和单位。"),
    "money_size": _("金额大得不合理。请核对单位。"),
    "count": _("不是一个整数。请只写数字。"),
    "as_of_missing": _("这一行没有截至日期，也没有成立日期可用，无法记下这个数。请补上日期。"),
    "industry_code": _("行业代码应为一个字母或 2 至 4 位数字（GB/T 4754）。请改正。"),
    "division_code": _("行政区划应为 6 位代码，或地址所在区县的全称。请改正，或留空由地址和代码推断。"),
}
"""Reason → sentence; `more` is what the reason adds. Row reasons are also the keys of held rows."""


def refused_file(reason: str, **facts: Any) -> Invalid:
    """The refusal of a whole file, to be raised."""
    return Invalid(str(FILES[reason]) % facts, reason=reason)


def row_sentence(reason: str, more: str = "") -> str:
    """What is wrong with a row and what to do, in the language of the moment."""
    return str(ROWS[reason]) % {"more": _look_alike(more) if reason == "code_alphabet" else more}


def _look_alike(code: str) -> str:
    """The code that a person should compare with the licence."""
    return gettext("是否应为 %(code)s？") % {"code": code} if code else ""
