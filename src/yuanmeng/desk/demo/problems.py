"""What troubles the demo zone's firms, and what became of it. All invented."""

from __future__ import annotations

ECONOMY, MARKET, CENTRE = "济北开发区经济发展局", "济北开发区市场监督管理局", "济北开发区中小企业服务中心"
PROBLEMS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "厂区门口雨后积水，货车进不来",
        "一下大雨门口就积水，半天出不了货。",
        "环境治安/环境/积水排水",
        ECONOMY,
        "已疏通雨水管并加设雨水口，雨后复查不再积水。",
    ),
    (
        "旺季招不到包装工",
        "订单集中在三个月，缺三十名包装工。",
        "用工人才/招工/普工短缺",
        CENTRE,
        "通过联盟共享用工借到二十六人，另由职业学校补足。",
    ),
    (
        "生产线扩产，用电容量不够",
        "新上一条线，需要增容八百千伏安。",
        "要素保障/水电气热/用电增容",
        ECONOMY,
        "供电方案已批复，变压器更换完成并送电。",
    ),
    (
        "食品生产许可证换证材料反复修改",
        "退回两次，不清楚还缺什么。",
        "行政审批/许可/食品许可",
        MARKET,
        "专人一次性告知并上门辅导，许可证已换发。",
    ),
    (
        "设备更新贴息政策不知道怎么申报",
        "听说有贴息，不知道条件。",
        "金融财税/补贴/政策兑现",
        CENTRE,
        "已说明条件并协助申报，贴息资金到账。",
    ),
    (
        "流动资金贷款到期，转贷困难",
        "下月到期，担心断贷。",
        "金融财税/融资/贷款",
        CENTRE,
        "协调银行办理无还本续贷，已放款。",
    ),
    (
        "职工宿舍不足，外地员工租房难",
        "新招员工没地方住。",
        "用工人才/生活配套/宿舍公寓",
        ECONOMY,
        "安排产业园公寓四十个床位，已入住。",
    ),
    (
        "上下班没有公交，员工流失",
        "最近的车站要走三公里。",
        "用工人才/生活配套/通勤班车",
        ECONOMY,
        "三家企业合开班车，公交加密早晚班次。",
    ),
    (
        "环评批复慢影响开工",
        "报告交了一个月没有消息。",
        "行政审批/环评安评/环境评价",
        ECONOMY,
        "协调审批部门并联办理，已取得批复。",
    ),
    ("出口退税到账慢", "三个月没有到账，占用资金。", "金融财税/税费/退税", CENTRE, "核对单证后已全额到账。"),
    (
        "包装线贴标经常偏，找不到人改造",
        "想找懂视觉检测的单位。",
        "科技创新/技术/技术难题",
        CENTRE,
        "联盟内企业现场诊断，加装检测工位后合格率恢复。",
    ),
    (
        "同一个月被检查四次",
        "不同部门轮着来，影响生产。",
        "政务服务/态度效率/检查过多",
        MARKET,
        "合并为一次联合检查，全年计划已告知企业。",
    ),
    (
        "货车没有地方停，路边被贴单",
        "装卸要等两小时。",
        "要素保障/物流/货车停放",
        ECONOMY,
        "启用临时停车场六十个车位，设装卸时段。",
    ),
    (
        "不动产证一直没有办下来",
        "厂房建成三年没有证，不能抵押。",
        "要素保障/用地/不动产登记",
        ECONOMY,
        "补齐测绘和竣工资料，已发证。",
    ),
)
"""Title, text, category, lead unit, answer."""
SOLVED_2021 = 308
"""As many problems as the source says were solved in its year."""
OTHER_2021 = (("explained", 21), ("unconfirmed", 9), ("withdrawn", 6))
RECENT = (("solved", 96), ("explained", 8), ("unconfirmed", 4), ("withdrawn", 3))
"""Of the last two years."""
SATISFACTION = {
    "solved": ("satisfied", "satisfied", "satisfied", "partly"),
    "explained": ("satisfied", "partly", "partly", "dissatisfied"),
}
"""How content the firms are with what they agreed to; who is told why not agrees, and is not always content."""
NOT_SOLVED = "只解决了一半，请继续办理。"
LESSONS = (0, 1, 5, 7, 11)
TEMPLATES = (
    ("已办妥", "您反映的问题已经办妥。请您看看是否满意；如果还有没解决的，直接选“请继续办理”。"),
    ("暂时办不了", "这件事目前受规划条件限制，暂时办不了。我们会在约定的复查日期主动再办，有进展随时告诉您。"),
    ("不属于园区职权", "这件事依法由其他机构处理，我们把渠道和联系方式列在下面，需要时可以陪同办理。"),
)
