"""What the pairings of the demo zone are made of: all invented, the same at every start."""

from __future__ import annotations

INSTRUCTORS = (  # noqa: SIM905 - two lines read better
    "高建国 梁丽萍 宋海燕 郑思源 谢雨霏 韩志远 唐春晖 冯明轩 于晓棠 董国梁 萧静宜 程立夏 "
    "曹佳木 袁永年 邓慧中 许振东 傅书航 沈伟业 曾若水 彭长河 吕秋实 丁一鸣 任玉成 姜文渊"
).split()
"""24 people beside the instructor that is there already."""
LEFT = ("officer0", "秦素芬")
"""An officer who left last year and handed everything over."""
EXPERTISE = (
    "14、13",
    "15、13",
    "35、34",
    "38、33",
    "39、65",
    "64、63",
    "27、73",
    "59、54",
    "51、52",
    "34、36",
    "72、F",
    "29、30",
)
OFFICERS = ("13、14、15、27", "33、34、35、36、38", "39、63、64、65、F")
TONGUES = ("zh", "zh、en", "zh", "zh、ko", "zh、闽南语", "zh、ja")
BRANCHES = (
    ("济北开发区机关第一党支部", "intelligent_manufacturing"),
    ("济北开发区机关第二党支部", "food_beverage"),
    ("济北开发区机关第三党支部", "information_technology"),
    ("济北开发区机关第四党支部", "services"),
    ("济北开发区机关第五党支部", "biomedicine"),
)
HANDED = "企业资料在经济发展局档案柜；每季度首月走访一次。"
DECLINED = ("", "想继续由去年的同志联系。", "年底停产检修，暂不安排。")
