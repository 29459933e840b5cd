"""Divisions of GB/T 2260 that the zone meets: provinces, the cities of Shandong, the districts of Jinan (ENT-10).

Codes that ended are kept with the year, because a credit code carries the division it was issued in for ever.
Dates are the first and last day of the year: the day itself is not needed and not claimed.
"""

import datetime as dt

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PLACES = """
110000 北京市 120000 天津市 130000 河北省 140000 山西省 150000 内蒙古自治区 210000 辽宁省 220000 吉林省 230000 黑龙江省
310000 上海市 320000 江苏省 330000 浙江省 340000 安徽省 350000 福建省 360000 江西省 370000 山东省 410000 河南省 420000 湖北省
430000 湖南省 440000 广东省 450000 广西壮族自治区 460000 海南省 500000 重庆市 510000 四川省 520000 贵州省 530000 云南省
540000 西藏自治区 610000 陕西省 620000 甘肃省 630000 青海省 640000 宁夏回族自治区 650000 新疆维吾尔自治区 710000 台湾省
810000 香港特别行政区 820000 澳门特别行政区
370100 济南市 370200 青岛市 370300 淄博市 370400 枣庄市 370500 东营市 370600 烟台市 370700 潍坊市 370800 济宁市 370900 泰安市
371000 威海市 371100 日照市 371300 临沂市 371400 德州市 371500 聊城市 371600 滨州市 371700 菏泽市
370101 济南市市辖区 370102 历下区 370103 市中区 370104 槐荫区 370105 天桥区 370112 历城区 370113 长清区 370124 平阴县
370126 商河县 370176 济南高新技术产业开发区
"""
ENDED = (
    ("370125", "济阳县", 2018, "370115"),
    ("370181", "章丘市", 2016, "370114"),
    ("370123", "长清县", 2001, "370113"),
    ("371200", "莱芜市", 2018, "370100"),
    ("371202", "莱城区", 2018, "370116"),
    ("371203", "钢城区（原莱芜市）", 2018, "370117"),
)
BEGAN = (("370115", "济阳区", 2018), ("370114", "章丘区", 2016), ("370116", "莱芜区", 2019), ("370117", "钢城区", 2019))


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    division = apps.get_model("register", "Division")
    flat = PLACES.split()
    rows = [division(code=code, name=name) for code, name in zip(flat[::2], flat[1::2], strict=True)]
    rows += [division(code=c, name=n, until=dt.date(year, 12, 31), successor=s) for c, n, year, s in ENDED]
    rows += [division(code=code, name=name, since=dt.date(year, 1, 1)) for code, name, year in BEGAN]
    division.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = (("register", "0002_search"),)
    operations = (migrations.RunPython(fill),)
