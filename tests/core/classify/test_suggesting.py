"""Industry and alliance from a name and a business scope. All firms are invented."""

from __future__ import annotations

import pytest

from yuanmeng.core.classify.industries import DIVISIONS, EDITION, SECTION_OF, SECTIONS
from yuanmeng.core.classify.lexicon import tables
from yuanmeng.core.classify.mapping import ALLIANCES, DEFAULT, alliance_of, prefix_of
from yuanmeng.core.classify.suggesting import UNKNOWN, suggest
from yuanmeng.core.refusals import Invalid

BOILER = "（依法须经批准的项目，经相关部门批准后方可开展经营活动）"
CASES = [
    ("泉北精工机械有限公司", "机械设备、液压升降平台的生产、销售；货物及技术进出口", "34", "intelligent_manufacturing"),
    ("泉北商贸有限公司", "机械设备、液压升降平台、预包装食品、医疗器械的批发、零售", "51", "services"),
    ("泉北食品有限公司", "糕点、饼干的生产、销售；普通货运；房屋租赁" + BOILER, "14", "food_beverage"),
    ("泉北食品有限公司", "批发、零售：预包装食品", "51", "services"),
    ("泉北粮油加工厂", "面粉、食用植物油加工", "13", "food_beverage"),
    ("泉北饮品有限公司", "饮料、瓶装饮用纯净水的生产", "15", "food_beverage"),
    (
        "泉北软件有限公司",
        "计算机软件开发；系统集成；批发、零售：计算机、办公用品、机械设备",
        "65",
        "information_technology",
    ),
    ("泉北通信有限公司", "基础电信业务、增值电信业务", "63", "information_technology"),
    ("泉北光电有限公司", "集成电路、线路板的制造、销售", "39", "information_technology"),
    ("泉北制药有限公司", "片剂、颗粒剂、小容量注射剂的生产", "27", "biomedicine"),
    ("泉北医疗器械有限公司", "二类医疗器械的生产、销售", "35", "biomedicine"),
    ("泉北医疗器械有限公司", "二类医疗器械的批发、零售", "51", "services"),
    ("泉北生物技术有限公司", "生物技术开发；化妆品的销售", "73", "biomedicine"),
    ("泉北大药房连锁有限公司一店", "零售：处方药、非处方药、中成药", "52", "services"),
    ("泉北餐饮管理有限公司", "中型餐馆；含凉菜", "62", "services"),
    ("泉北物流有限公司", "普通货运；仓储服务", "54", "services"),
    ("泉北物业管理有限公司", "物业管理；保洁服务；园林绿化工程", "70", "services"),
    ("泉北企业管理咨询有限公司", "企业管理咨询；会议及展览服务；计算机软件开发", "72", "services"),
    ("泉北农村商业银行股份有限公司支行", "经营中国银行业监督管理委员会批准的业务", "66", "services"),
    ("泉北汽车维修有限公司", "二类机动车维修；汽车配件的销售", "81", "services"),
    ("泉北建筑工程有限公司", "房屋建筑工程、市政公用工程施工总承包；建材的销售", "47", "none"),
    ("泉北装饰工程有限公司", "室内外装饰装修工程的设计、施工", "50", "none"),
    ("泉北种植专业合作社", "组织采购、供应成员种植蔬菜所需的生产资料", "01", "none"),
    ("泉北热力有限公司", "集中供热", "44", "none"),
    ("泉北水泥有限公司", "水泥、水泥制品的生产、销售", "30", "none"),
    ("泉北塑胶制品有限公司", "塑料制品的加工、销售；机械设备的销售", "29", "none"),
]


@pytest.mark.parametrize(("name", "scope", "division", "alliance"), CASES)
def test_who_makes_sells_or_serves(name: str, scope: str, division: str, alliance: str) -> None:
    said = suggest(name, scope)
    assert (said.division, said.alliance) == (division, alliance)
    assert said.words
    assert 0 < said.confidence < 1


@pytest.mark.parametrize(
    ("scope", "division"),
    [
        ("批发、零售：钢材，水泵，五金", "51"),
        ("钢材，水泵，五金的批发、零售", "51"),
        ("水泵的生产，钢材、五金的销售", "34"),
        ("生产、销售：水泵；批发、零售：钢材、五金", "34"),
        ("水泵的维修", "43"),
        ("汽车的维修", "81"),
        ("水泵的租赁", "71"),
        ("门窗的安装", "49"),
        ("家具的安装", "50"),
        ("水泵的研发", "75"),
        ("中成药的研发", "73"),
        ("水泵", "34"),
        ("加工", "41"),
        ("销售", "51"),
        ("在资质范围内施工", "47"),
        ("办公用品的生产", "41"),
        ("零售：白酒", "52"),
    ],
)
def test_the_verb_decides_and_is_shared_by_its_neighbours(scope: str, division: str) -> None:
    assert suggest("", scope).division == division


def test_a_licence_line_that_stands_first_does_not_make_a_haulier() -> None:
    assert suggest("泉北风机制造有限公司", "普通货运；风机的制造").division == "34"
    assert suggest("泉北运输有限公司", "普通货运").division == "54"


def test_boilerplate_brackets_and_entry_lines_say_nothing() -> None:
    plain = suggest("泉北软件有限公司", "软件开发")
    wordy = suggest(
        "泉北软件有限公司",
        "许可经营项目：无。一般经营项目：软件开发（不含〔餐饮、医疗器械〕生产）以及其他按法律规定需经许可的食品生产",
    )
    assert (wordy.code, wordy.words) == (plain.code, plain.words)


@pytest.mark.parametrize(
    ("name", "scope"), [(None, None), ("", "N/A"), ("N/A", "无"), ("甲乙丙", "丁戊己"), ("１２", "。；，")]
)
def test_nothing_known_asks_a_person(name: str | None, scope: str | None) -> None:
    said = suggest(name, scope)
    assert said == UNKNOWN
    assert (said.alliance, said.division, said.confidence, said.needs_person) == ("none", "", 0.0, True)
    assert said.reason.startswith("需要人工判断")


def test_one_of_the_two_texts_is_enough_but_less_certain() -> None:
    both = suggest("泉北机床有限公司", "机床的制造")
    assert suggest("泉北机床厂", "N/A").alliance == "intelligent_manufacturing"
    assert suggest(None, "机床的制造").confidence < both.confidence


def test_the_reason_names_words_runner_up_and_doubt() -> None:
    sure = suggest("泉北软件有限公司", "计算机软件开发；企业管理咨询")
    assert sure.reason == "65 软件和信息技术服务业；依据：名称“软件”、“计算机软件开发”；其次：72 商务服务业"
    unsure = suggest("", "水泵")
    assert unsure.needs_person
    assert unsure.reason.startswith("需要人工判断（把握不足）：34 通用设备制造业")
    assert suggest("泉北软件有限公司", "").reason == "65 软件和信息技术服务业；依据：名称“软件”"


def test_the_same_text_in_other_widths_gives_the_same_answer() -> None:
    assert suggest("泉北 软件有限公司", "生产、销售：模具；批发：五金") == suggest(
        "泉北软件有限公司", "生产、销售:模具;批发:五金"
    )


def test_hostile_texts_come_to_an_end() -> None:
    for text in ("（" * 5000, "((((a))))" * 900, "，；：" * 3000, "x" * 1_000_000, "\0\u202e\u200b🏭"):
        assert suggest(text, text).confidence < 0.9


def test_a_zone_may_map_otherwise() -> None:
    rules = {"51": "services", "512": "food_beverage"}
    assert suggest("泉北食品有限公司", "批发：预包装食品", rules).alliance == "food_beverage"
    assert suggest("泉北软件有限公司", "软件开发", rules).alliance == "none"


def test_the_table_of_the_standard_is_whole() -> None:
    assert (len(SECTIONS), len(DIVISIONS), EDITION) == (20, 97, "GB/T 4754-2017")
    assert [SECTION_OF[code] for code in ("01", "06", "13", "43", "44", "51", "73", "97")] == list("ABCCDFMT")


def test_every_word_points_to_an_industry_of_the_standard() -> None:
    codes = (
        {sense.code for table in tables() for senses in table.words.values() for sense in senses} - set(";,:") - {""}
    )
    assert {code[:2] for code in codes} <= set(DIVISIONS)
    assert set(DEFAULT.values()) == set(ALLIANCES)


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("1353", "food_beverage"),
        ("3432", "intelligent_manufacturing"),
        ("3581", "biomedicine"),
        ("3511", "intelligent_manufacturing"),
        ("7340", "biomedicine"),
        ("7320", "services"),
        ("6513", "information_technology"),
        ("5126", "services"),
        ("4710", ""),
        ("", ""),
        ("99", ""),
    ],
)
def test_the_longest_prefix_wins_then_the_section(code: str, slug: str) -> None:
    assert alliance_of(code, DEFAULT) == slug


def test_prefixes_are_read_as_people_write_them() -> None:
    assert [prefix_of(text) for text in (" c13 ", "13", "F", "f5126", "358")] == ["13", "13", "F", "5126", "358"]
    for wrong in ("", "U", "F13", "C98", "13579", "1a", "甲"):
        with pytest.raises(Invalid):
            prefix_of(wrong)
