"""What the demo zone's firms post, lend and borrow: all invented, the same at every start."""

from __future__ import annotations

SURPLUS: tuple[tuple[str, int, int, int, list[str], int], ...] = (
    ("泉北食品有限公司", 1102, 14, 18_000, ["food_health"], 3),
    ("山东澜汇智能装备有限公司", 2118, 6, 28_000, ["welding"], 1),
    ("山东澜汇智能装备有限公司", 2102, 10, 19_500, [], 3),
    ("济北润和医疗器械有限公司", 2158, 8, 19_000, [], 1),
    ("云起智造信息技术有限公司", 2103, 12, 18_500, [], 3),
)
"""Firm, job, heads, floor in fen a day, certificates, shifts."""
SHORTAGE = (
    ("泉北食品有限公司", 1103, 20, 19_000, "分拣线三班，旺季到春节", 5),
    ("山东澜汇智能装备有限公司", 2133, 3, 24_000, "出口备货装卸", 1),
    ("济北润和医疗器械有限公司", 2156, 9, 20_000, "新线投产前手工包装", 1),
    ("云起智造信息技术有限公司", 2102, 6, 21_000, "样机批量装配", 1),
)
OTHERS = (1101, 1102, 1103, 1120, 2101, 2102, 2103, 2109, 2118, 2133, 2158, 3101, 3102)
"""Jobs of the other members' postings."""
TOLD = {
    "hazards": "无",
    "protection": "工作服、手套、防滑鞋",
    "training": "岗前 8 学时三级安全教育，考核后上岗",
    "place": "本厂区生产车间",
    "pay_day": 15,
}
DANGEROUS = {
    "hazards": "电焊弧光、焊接烟尘、噪声",
    "protection": "焊接面罩、防尘口罩、耳塞，局部排风",
    "training": "岗前 24 学时，含职业健康告知",
    "place": "焊接车间",
    "pay_day": 15,
    "exposed": True,
}
NAMES = ("甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七", "辛八", "壬九", "癸十")
"""Workers are not given names that could be somebody's."""
YEARS = (
    ("泉北食品有限公司", 1102, "npnnsssnpppp", 18, 24),
    ("山东澜汇智能装备有限公司", 2118, "pppnnnnnssss", 8, 10),
    ("济北润和医疗器械有限公司", 2158, "sssnnppppnnn", 10, 12),
)
SLACK_AND_PEAK = ("ssnnnpppnnns", "pnnnnsssnnpp", "nnsssnnnpppn", "nppnnnsssnnn")
