"""The industry table: what ships, loading the full table, the page."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from django.utils import timezone

from yuanmeng.core.actor import Role
from yuanmeng.core.classify.industries import EDITION
from yuanmeng.core.classify.industry_table import checked
from yuanmeng.core.refusals import Denied
from yuanmeng.ledger.models import Event
from yuanmeng.register.actions.industries import load
from yuanmeng.register.command_industries import main
from yuanmeng.register.models import Industry, Organisation

HEAD = "code,name,parent,level,section,description\n"
GOOD = (
    HEAD + "C,制造业,,1,C,\n14,食品制造业,C,2,C,说明\n141,焙烤食品制造,14,3,C,\n1411,糕点、面包制造,141,4,C,指用面粉\n"
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def run(folder: Path, text: str, *words: str) -> int:
    (folder / "in.csv").write_bytes(text.encode("gbk"))
    return main([str(folder / "in.csv"), *words])


@pytest.mark.django_db
def test_sections_and_divisions_ship_with_the_product() -> None:
    levels = [Industry.objects.filter(level=level, edition="GB/T 4754-2017").count() for level in (1, 2, 3, 4)]
    assert levels == [20, 97, 0, 0]
    soft = Industry.objects.get(code="65")
    assert (soft.name, soft.parent, soft.section) == ("软件和信息技术服务业", "I", "I")


@pytest.mark.django_db
def test_loading_is_counted_recorded_and_repeatable(tmp_path: Path, capsys) -> None:
    assert run(tmp_path, GOOD, "--json") == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said == {"rows": 4, "created": 2, "updated": 1, "unchanged": 1, "doubtful": 0, "refused": 0}
    assert Event.objects.get().facts["changed"] == ["14"]
    assert run(tmp_path, GOOD) == 0
    assert "无变化 4" in capsys.readouterr().out
    assert Event.objects.count() == 1
    assert (Industry.objects.get(code="1411").parent, Industry.objects.get(code="14").description) == ("141", "说明")


@pytest.mark.django_db
def test_a_check_writes_nothing_and_troubles_go_to_a_file(tmp_path: Path, capsys) -> None:
    out = tmp_path / "out.csv"
    text = GOOD + "143,方便 食品制造,14,3,C,\n99,不存在,T,2,T,\n"
    assert run(tmp_path, text, "--check", "--errors", str(out)) == 0
    assert Industry.objects.filter(level__gt=2).count() == 0
    with out.open(encoding="utf-8-sig", newline="") as stream:
        assert [row[:3] for row in csv.reader(stream)][1:] == [["6", "'143", "doubtful"], ["7", "'99", "refused"]]
    assert capsys.readouterr().err == ""
    run(tmp_path, text, "--check")
    assert "第 6 行 143" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, capsys) -> None:
    assert main([str(tmp_path / "none.csv")]) == 1
    assert run(tmp_path, "") == 1
    assert run(tmp_path, "代码,说明\n14,x\n") == 1
    assert "需要“代码”和“名称”两列" in capsys.readouterr().err


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE_OFFICER])
def test_others_do_not_load(acting, op, role: Role) -> None:
    with pytest.raises(Denied):
        load(checked(rows(GOOD))[0], by=acting(role), op=op())
    assert Industry.objects.count() == 117


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("X,农,,1,X,", "refused"),
        ("1,农,,1,A,", "refused"),
        ("98,其他,T,2,T,", "refused"),
        ("142,,14,3,C,", "refused"),
        (f"142,{'长' * 121},14,3,C,", "refused"),
        ("142,糖果制造,13,3,C,", "refused"),
        ("142,糖果制造,14,4,C,", "refused"),
        ("142,糖果制造,14,3,D,", "refused"),
        ("1421,糖果制造,142,4,C,", "refused"),
        ("141,再来一次,14,3,C,", "refused"),
        ("15,酒和饮料,C,2,C,", "doubtful"),
        ("142,糖果（巧克力)制造,14,3,C,", "doubtful"),
        ("142,糖果、巧克力和,14,3,C,", "doubtful"),
        ("144,乳 制品,14,3,C,", "doubtful"),
        ("1412,饼干?制造,141,4,C,", "doubtful"),
        ("1419,其他,141,4,C,", ""),
        ("142,三维（3D）糖果,14,3,C,", ""),
        ("142,糖果制造,,,,", ""),
    ],
)
def test_every_line_is_checked(line: str, kind: str) -> None:
    classes, troubles = checked(rows(GOOD + line))
    assert [one.kind for one in troubles] == ([kind] if kind else [])
    assert len(classes) == (4 if kind == "refused" else 5)


def test_names_that_differ_between_copies_are_pointed_out() -> None:
    _classes, troubles = checked(rows(GOOD + "143,方便食品制造,14,3,C,\n1439,其他方便食品制造,143,4,C,\n"))
    assert [(one.code, one.kind) for one in troubles] == [("1439", "doubtful")]


def counted(client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db
def test_the_page_walks_the_tree_and_searches(signed_in, acting, op) -> None:
    client = signed_in(Role.SERVICE_OFFICER)
    assert "装入完整的四级分类" in counted(client, "/industries/")
    load(checked(rows(GOOD))[0], by=acting(Role.SERVICE_OFFICER), op=op())
    now = timezone.now()
    for n, code in enumerate(("1411", "14", "65")):
        Organisation.objects.create(name=f"泉北{n}", industry=code, created_at=now, updated_at=now)
    top = counted(client, "/industries/")
    assert "装入完整的四级分类" not in top
    assert '/firms/?industry=C">2</a>' in top
    assert '/firms/?industry=14">2</a>' in counted(client, "/industries/?code=c")
    deep = counted(client, "/industries/?code=141")
    assert "糕点、面包制造" in deep
    assert 'href="/industries/?code=14"' in deep
    assert "没有更细的分类" in counted(client, "/industries/?code=1411")
    assert "焙烤食品制造" in counted(client, "/industries/?q=焙烤")
    assert "指用面粉" in counted(client, "/industries/?q=面粉")
    assert "没有找到相符的行业" in counted(client, "/industries/?q=飞船")
    many = [Industry(edition=EDITION, code=f"15{n:02}", name="酿造", level=4, section="C") for n in range(101)]
    Industry.objects.bulk_create(many[:100])
    assert "只列出前" not in counted(client, "/industries/?q=酿造")
    many[100].save()
    assert "只列出前 100 条" in counted(client, "/industries/?q=酿造")
    assert client.get("/industries/?code=9999").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.FIRM_ADMINISTRATOR, Role.FIRM_STAFF, Role.EXPERT, Role.SYSTEM_ADMINISTRATOR])
def test_the_page_is_for_those_who_browse_the_register(signed_in, role: Role) -> None:
    assert signed_in(role).get("/industries/").status_code == 403


@pytest.mark.django_db
def test_the_page_asks_the_same_number_of_queries(signed_in, django_assert_num_queries) -> None:
    client = signed_in(Role.AUDITOR)
    now = timezone.now()
    client.get("/industries/")
    for more in (1, 2, 27):
        for n in range(more):
            Organisation.objects.create(name=f"泉北{n}", industry=f"{n + 13}", created_at=now, updated_at=now)
        with django_assert_num_queries(5):
            client.get("/industries/")
