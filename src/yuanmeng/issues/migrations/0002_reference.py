"""Ten sets of deadlines and nine channels outside, typed in with their sources (TKT-03, TKT-11).

Nine profiles are those of the regulations named; the tenth is the "2115" practice (two hours, one and fifteen working
days) that several zones follow, which no regulation lays down.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PROFILES = (
    ("enterprise-2020", "企业诉求“接诉即办”", "Firms' requests, handled on receipt (Shandong)",
     "山东省企业诉求“接诉即办”平台（2020-05-10）：1 个工作日受理，3 个工作日答复，15 个工作日办结，可延长至 30 个工作日",
     "problem", "start 1 workday, reply 3 workday, finish 15 workday, extend 15 workday"),
    ("environment-2022", "优化营商环境", "Business environment (Jinan)",
     "济南市优化营商环境条例第六十二条：5 个工作日办结，经负责人同意可延长 10 个工作日",
     "complaint", "finish 5 workday, extend 10 workday"),
    ("hotline-2018", "市民服务热线", "Citizens' hotline (Jinan)",
     "济南市12345市民服务热线条例第二十四条：5 个工作日答复", "question suggestion", "reply 5 workday"),
    ("hotline-2020", "政务服务热线", "Government service hotline (Shandong)",
     "山东省政务服务热线管理办法（2020）：5 个工作日办结，可延长 10 个工作日；派发不当 2 个工作日内退回",
     "", "return 2 workday, finish 5 workday, extend 10 workday"),
    ("complaint-2017", "省级政务服务投诉热线", "Provincial complaint hotline (Shandong)",
     "山东省省级政务服务投诉热线（2017）：15 个工作日办结，可延长 7 个工作日；提前 1 个工作日黄牌，逾期第 1 日红牌",
     "", "finish 15 workday, extend 7 workday"),
    ("quanzhou-2022", "万名干部进万企", "Ten thousand officials to ten thousand firms (Quanzhou)",
     "泉州“万名干部进万企”问题办理（2022）：牵头 7 个、协办 3 个工作日，异议 1 个工作日，延期提前 1 个工作日申请",
     "", "return 1 workday, rule 1 workday, assist 3 workday, finish 7 workday, ask_before 1 workday"),
    ("xinyang-2022", "万人助万企", "Ten thousand people help ten thousand firms (Xinyang)",
     "信阳“万人助万企”（2022）：7 日内提出办理意见", "", "reply 7 day"),
    ("petition-2022", "信访工作条例", "Regulations on petitions",
     "信访工作条例（2022）：15 日内告知是否受理，60 日办结，可延长 30 日；对管辖有异议的 5 个工作日内提出",
     "", "start 15 day, return 5 workday, finish 60 day, extend 30 day"),
    ("arrears-2025", "保障中小企业款项支付", "Payments owed to small firms",
     "保障中小企业款项支付条例（2025）第二十五条：10 个工作日内转送，30 日内反馈结果，最长 90 日",
     "", "dispatch 10 workday, finish 30 day, extend 60 day"),
    ("2115", "“2115”工作机制", "“2115” working practice",
     "实践做法，非法规规定：2 小时联系企业，1 个工作日派发，15 个工作日办结",
     "", "contact 2 hour, dispatch 1 workday, finish 15 workday"),
)  # fmt: skip
CHANNELS = (
    ("emergency", "110、119、120", "Emergency calls 110, 119, 120", "正在发生的治安事件、火灾、人身伤害",
     "立即拨打 110、119 或 120", "突发事件应对法"),
    ("court", "人民法院", "People's court", "已经起诉、应当通过诉讼解决的争议，对判决不服",
     "诉讼服务热线 12368", "民事诉讼法、行政诉讼法"),
    ("arbitration", "仲裁机构", "Arbitration commission", "合同约定仲裁、已经进入商事仲裁的争议", "合同约定的仲裁委员会", "仲裁法"),
    ("labour-arbitration", "劳动人事争议仲裁", "Labour arbitration", "劳动争议",
     "劳动人事争议仲裁委员会，咨询 12333", "劳动争议调解仲裁法"),
    ("review", "行政复议", "Administrative review", "对行政机关的具体行政行为不服",
     "作出行为的机关的本级人民政府行政复议机构", "行政复议法（2023 修订）"),
    ("discipline", "纪检监察", "Discipline inspection", "公职人员违纪违法", "举报热线 12388", "监察法"),
    ("petition", "信访", "Petitions office", "信访已经受理的事项", "原受理的信访机构，12345", "信访工作条例（2022）"),
    ("arrears", "违约拖欠中小企业款项登记（投诉）平台", "Platform for arrears owed to small firms",
     "机关、事业单位和大型企业拖欠款项",
     "工业和信息化部门的拖欠款项投诉平台，30 日内处理，最长 90 日", "保障中小企业款项支付条例（2025）第二十四、二十五条"),
    ("consumer", "12315 平台", "12315 platform", "消费纠纷，商标、广告、质量等市场监管举报", "12315 热线和平台", "市场监督管理投诉举报处理暂行办法"),
)  # fmt: skip


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    profiles, limits = apps.get_model("issues", "Profile"), apps.get_model("issues", "Limit")
    for position, (slug, name, english, source, default, steps) in enumerate(PROFILES, 1):
        made = profiles.objects.create(
            slug=slug, name=name, name_en=english, source=source, default_for=default, position=position
        )
        for step in steps.split(", "):
            what, amount, unit = step.split()
            limits.objects.create(profile=made, what=what, amount=int(amount), unit=unit)
    channels = apps.get_model("issues", "OutsideChannel")
    for position, (slug, name, english, suits, how, basis) in enumerate(CHANNELS, 1):
        channels.objects.create(
            slug=slug, name=name, name_en=english, suits=suits, how=how, basis=basis, position=position
        )


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
