"""Events of shared labour as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "labour.post": _("录入用工信息"),
    "labour.edit": _("修改用工信息"),
    "labour.publish": _("发布用工信息"),
    "labour.revise": _("收回用工信息修改"),
    "labour.withdraw": _("撤回用工信息"),
    "labour.release": _("核对并放行用工信息"),
    "labour.receive_file": _("接收缺工信息文件"),
    "labour.import": _("导入缺工信息"),
    "labour.undo_import": _("撤销导入的缺工信息"),
    "labour.drop_file": _("放弃缺工信息文件"),
    "labour.export_lots": _("导出用工信息"),
    "labour.export_loans": _("导出共享用工"),
    "labour.keep_season": _("登记全年负荷"),
    "labour.begin_plan": _("已提出调配方案"),
    "labour.again": _("重新计算调配方案"),
    "labour.solve": _("算出调配方案"),
    "labour.fail": _("调配方案无法计算"),
    "labour.send": _("就调配方案征求两家意见"),
    "labour.drop": _("放弃调配方案"),
    "labour.set_condition": _("指定或回避一对安排"),
    "labour.lift_condition": _("取消指定或回避"),
    "labour.say_yes": _("同意共享用工"),
    "labour.refuse": _("不同意共享用工"),
    "labour.cancel": _("取消共享用工"),
    "labour.add_worker": _("登记一名共享员工"),
    "labour.remove_worker": _("删去一名尚未答复的员工"),
    "labour.consent": _("员工本人答复"),
    "labour.renew_link": _("为员工换新链接"),
    "labour.prepare_worker": _("登记劳动合同变更和适岗确认"),
    "labour.train_worker": _("登记岗前安全培训"),
    "labour.view_names": _("查看员工姓名"),
    "labour.draw_up": _("生成协议"),
    "labour.sign": _("登记协议签署"),
    "labour.start": _("共享用工开始"),
    "labour.book": _("登记一笔结算"),
    "labour.reverse": _("冲销一笔结算"),
    "labour.record_hours": _("登记员工一个月的工时"),
    "labour.report_incident": _("报告情况，转原单位"),
    "labour.take_incident": _("原单位接收情况报告"),
    "labour.send_back": _("员工返回原单位"),
    "labour.renew": _("提出续签"),
    "labour.propose_renewal": _("提出续签"),
    "labour.carry_over": _("续签开始，原期限结束"),
}
