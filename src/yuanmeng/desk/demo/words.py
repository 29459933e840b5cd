"""What the demo zone is made of. Nothing here names a real firm or person.

Phone numbers start with 0 after the area code, as no real one does.
"""

from __future__ import annotations

from yuanmeng.core.actor import Role, Where

ROADS = ("启明大道 澄波路 稻香街 安澜路 汇泉街 望岱路 柳荫街 新枣路 古渡街 鹊桥路 青畦路 星桥街 纬三路 经五路").split()  # noqa: SIM905 - one line reads better
PARKS = ("食品产业园", "智造产业园", "台商工业园", "生物医药谷", "数字经济园", "古渡物流港")
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (  # noqa: SIM905 - three lines read better
    "建国 丽萍 海涛 思远 雨桐 志强 春燕 明哲 晓雯 国栋 "
    "静怡 立新 佳宁 永康 慧敏 振华 书瑶 伟民 若溪 长青 "
    "秋月 一凡 玉兰 泽宇 红梅 德顺 欣然 克俭 素芬 昊天"
).split()
DUTIES = ("总经理", "副总经理", "办公室主任", "综合管理部部长", "财务负责人", "人力资源经理", "法定代表人", "厂长")
SOURCES = ("企业年度报告", "税务部门共享", "统计联网直报", "企业填报", "服务生走访核实")
LICENSED = "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以审批结果为准）"
FREE = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
TAILS = (
    "", "技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广；货物进出口；技术进出口",
    "普通货物仓储服务（不含危险化学品等需许可审批的项目）；装卸搬运；非居住房地产租赁",
    "货物进出口；国内贸易代理；信息咨询服务（不含许可类信息咨询服务）；机械设备租赁；住房租赁",
    "五金产品、电子产品、劳动保护用品、日用百货、办公用品、包装材料及制品、化工产品（不含许可类化工产品）销售；道路货物运输（不含危险货物）",
)  # fmt: skip
FORMER = {
    "泉北食品有限公司": "泉北方便食品厂",
    "山东澜汇智能装备有限公司": "济北澜汇机床有限公司",
    "济北开发区水务有限公司": "济北自来水厂",
    "望岱酒业有限责任公司": "望岱酒厂",
    "山东康泉生物制药有限公司": "济北康泉制药有限公司",
}
DOUBLES = (
    ("泉北食品有限责任公司", "泉北食品有限公司", "2019 年走访台账"),
    ("宝岛凤味食品(济北)有限公司", "宝岛凤味食品（济北）有限公司", "2021 年防疫物资登记表"),
    ("瀚岳包装机诫有限公司", "瀚岳包装机械有限公司", "2020 年用工调查表"),
    ("川流泵业", "川流泵业有限公司", "2019 年走访台账"),
)
"""Likely duplicates: the name as an old list has it, the firm it probably is, the list."""
TITLES = (
    ("高新技术企业", "国家级", 3, ("intelligent_manufacturing", "information_technology", "biomedicine"), 0.45),
    ("专精特新中小企业", "省级", 3, ("intelligent_manufacturing", "food_beverage", "biomedicine"), 0.3),
    ("科技型中小企业", "", 1, ("intelligent_manufacturing", "information_technology", "biomedicine"), 0.4),
    ("食品生产许可证", "", 5, ("food_beverage",), 0.85),
    ("绿色工厂", "市级", 3, ("intelligent_manufacturing", "food_beverage"), 0.15),
    ("创新型中小企业", "省级", 3, ("services", "information_technology"), 0.25),
)
"""Title, level, years it runs, alliances whose firms hold it, share of them."""
EXPIRING = (12, 26, 41, 77, 85, 120, 150, 171)
"""In so many days some titles run out, so that the reminders at 30, 90 and 180 days (ENT-08) have something to show."""
ALLIANCES = (
    ("intelligent_manufacturing", "智能制造联盟", "Intelligent Manufacturing Alliance"),
    ("food_beverage", "食品饮料联盟", "Food and Beverage Alliance"),
    ("information_technology", "信息技术联盟", "Information Technology Alliance"),
    ("services", "现代服务业联盟", "Services Alliance"),
    ("biomedicine", "生物医药联盟", "Biomedicine Alliance"),
)
MEMBERS = 125
"""Member firms of all five alliances, so that 25 instructors look after five each (ALL-05)."""
FOUNDERS = 0.35
"""Share of the members that joined when the alliances were founded, so that the zone of 2021 shows some."""
NOT_JOINED = (("invited", 11), ("applied", 2), ("declined", 4))
"""How many of the other firms that an alliance fits are where; the rest was never asked."""
PEOPLE: tuple[tuple[str, str, Role, Where, str], ...] = (
    ("leader", "周启明", Role.ZONE_LEADER, Where.ZONE, ""),
    ("officer", "陈思远", Role.SERVICE_OFFICER, Where.ORGANISATION, "济北开发区经济发展局"),
    ("department", "韩立新", Role.DEPARTMENT_HANDLER, Where.ORGANISATION, "济北开发区市场监督管理局"),
    ("branch", "董玉兰", Role.BRANCH_MEMBER, Where.ZONE, ""),
    ("instructor", "许长青", Role.PARTY_INSTRUCTOR, Where.ORGANISATION, "泉北食品有限公司"),
    ("secretary", "何晓雯", Role.ALLIANCE_SECRETARY, Where.ALLIANCE, "food_beverage"),
    ("firm", "王丽萍", Role.FIRM_ADMINISTRATOR, Where.ORGANISATION, "泉北食品有限公司"),
    ("staff", "赵海涛", Role.FIRM_STAFF, Where.ORGANISATION, "泉北食品有限公司"),
    ("expert", "沈明哲", Role.EXPERT, Where.ZONE, ""),
    ("fund", "吕静怡", Role.FUND_CLERK, Where.ZONE, ""),
    ("auditor", "曹国栋", Role.AUDITOR, Where.ZONE, ""),
    ("admin", "马一凡", Role.SYSTEM_ADMINISTRATOR, Where.ZONE, ""),
    ("officer2", "林雨桐", Role.SERVICE_OFFICER, Where.ORGANISATION, "济北开发区中小企业服务中心"),
    ("officer3", "于泽宇", Role.SERVICE_OFFICER, Where.ORGANISATION, "济北开发区经济发展局"),
    ("secretary2", "程振华", Role.ALLIANCE_SECRETARY, Where.ALLIANCE, "intelligent_manufacturing"),
    ("secretary3", "袁书瑶", Role.ALLIANCE_SECRETARY, Where.ALLIANCE, "information_technology"),
    ("secretary4", "傅伟民", Role.ALLIANCE_SECRETARY, Where.ALLIANCE, "services"),
    ("secretary5", "曾若溪", Role.ALLIANCE_SECRETARY, Where.ALLIANCE, "biomedicine"),
    ("firm2", "郑志强", Role.FIRM_ADMINISTRATOR, Where.ORGANISATION, "山东澜汇智能装备有限公司"),
    ("firm3", "唐慧敏", Role.FIRM_ADMINISTRATOR, Where.ORGANISATION, "济北润和医疗器械有限公司"),
    ("department2", "谢振华", Role.DEPARTMENT_HANDLER, Where.ORGANISATION, "济北开发区经济发展局"),
    ("department3", "罗春燕", Role.DEPARTMENT_HANDLER, Where.ORGANISATION, "济北开发区中小企业服务中心"),
    ("firm4", "彭建国", Role.FIRM_ADMINISTRATOR, Where.ORGANISATION, "云起智造信息技术有限公司"),
)
"""Username, name, role, where, and the unit or alliance of the post."""
FEEDBACK = (
    (
        "suggestion",
        "/firms/",
        "企业名录导出的表格里能不能加一列“所属联盟”？现在要自己再对一遍。",
        "已经列入下一次更新，届时可以在导出时选择栏目。",
    ),
    ("complaint", "/firms/", "手机上看名录时，筛选条件要点好几下才能收起来。", ""),
    ("suggestion", "/", "希望首页能直接看到下个月到期的资质，方便提前准备材料。", ""),
)
"""Kind, page, text, answer (empty: not yet answered)."""
