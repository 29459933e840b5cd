"""docs/access_matrix.csv is what the product does; a leak planted in a rule or in a page is found."""

from __future__ import annotations

import gc
import sys
from types import ModuleType
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches, path

from yuanmeng.core.actor import PUBLIC, Role
from yuanmeng.core.refusals import Denied
from yuanmeng.desk.access import matrix
from yuanmeng.desk.access.walking import Answer, Endpoint, endpoints, leaks, path_of, walk
from yuanmeng.desk.actions import rehearsal
from yuanmeng.ledger.models import Event
from yuanmeng.project import urls
from yuanmeng.register.models import Organisation
from yuanmeng.register.policy import FIRMS


@pytest.fixture
def world(db) -> dict:
    return rehearsal.build(by=PUBLIC, op=uuid4())


def leaking(world: dict, only: str) -> set[tuple[str, str]]:
    return {(one.endpoint.name, one.who) for one in walk(world["records"], world["people"], only=only) if one.leaks}


@pytest.mark.skipif(connection.vendor == "postgresql", reason="the whole walk is made once, on SQLite")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # downloads nobody reads to the end
def test_the_matrix_in_docs_is_what_the_product_does(world) -> None:
    before = Event.objects.count()
    now = matrix.text(matrix.rows(walk(world["records"], world["people"])))
    gc.collect()  # what an answer left open is found here, not in a later test
    lines = matrix.differences(now, matrix.FILE.read_text(encoding="utf-8"))
    assert lines == [], "\n".join([*lines, "If this is meant: yuanmeng access-matrix, then read the difference."])
    assert "!" not in now, "the other firm's text was shown"
    assert Event.objects.count() == before


def test_no_answer_is_a_fault() -> None:
    kept = matrix.FILE.read_text(encoding="utf-8")
    assert [line for line in kept.splitlines() if ",5" in line.replace("!", "")] == []


def test_a_rule_made_too_wide_is_found(world, monkeypatch) -> None:
    assert leaking(world, "register:firm") == set()
    monkeypatch.setitem(FIRMS.rules, "view", FIRMS.rules["view"] | rehearsal_everybody())
    assert ("register:firm", Role.FIRM_STAFF) in leaking(world, "register:firm")


def rehearsal_everybody():
    from yuanmeng.accounts.policy import holding

    return holding("所有人", *Role)


def test_a_page_that_goes_round_the_policy_is_found(world, monkeypatch) -> None:
    def everything(request: HttpRequest) -> HttpResponse:
        return HttpResponse("\n".join(Organisation.objects.values_list("name", flat=True)))

    planted = ModuleType("planted_urls")
    planted.urlpatterns = [*urls.urlpatterns, path("planted/", everything, name="planted")]
    monkeypatch.setitem(sys.modules, "planted_urls", planted)
    from django.test import override_settings

    with override_settings(ROOT_URLCONF="planted_urls"):
        clear_url_caches()
        assert leaking(world, "planted") == {("planted", Role.FIRM_ADMINISTRATOR), ("planted", Role.FIRM_STAFF)}
    clear_url_caches()


def test_workbooks_are_opened_to_look_for_leaks() -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as workbook:
        workbook.writestr("xl/sharedStrings.xml", "<t>" + rehearsal.MARKS["other"] * 50 + "</t>")
    assert leaks(HttpResponse(packed.getvalue()))
    assert leaks(HttpResponse(headers={"Location": f"/firms/?q={quote(rehearsal.MARKS['other'])}"}))
    assert not leaks(HttpResponse(rehearsal.MARKS["own"]))


def test_streams_are_read_to_look_for_leaks() -> None:
    from django.http import StreamingHttpResponse

    assert leaks(StreamingHttpResponse(iter([rehearsal.MARKS["other"].encode()])))


def test_new_urls_take_part_by_themselves(world) -> None:
    known = {one.name: one for one in endpoints()}
    assert path_of(known["accounts:post_end"], "own", world["records"]).startswith("/people/")
    posts = world["records"]["accounts.post"]
    assert f"/posts/{posts['other']}/" in path_of(known["accounts:post_end"], "other", world["records"])
    strange = Endpoint("x", "boxes/<int:pk>/<slug:colour>/", ("pk", "colour"))
    firm = world["records"]["register.organisation"]["own"]
    assert path_of(strange, "own", world["records"]) == f"/boxes/{firm}/{rehearsal.SLUGS['own']}/"
    parcel = Endpoint("y", "parcels/<int:pk>/", ("pk",))
    assert path_of(parcel, "own", world["records"]) == f"/parcels/{firm}/"


def test_a_scratch_database_only(db, monkeypatch) -> None:
    from django.db import connection

    monkeypatch.setitem(connection.settings_dict, "NAME", "/data/yuanmeng.sqlite3")
    with pytest.raises(Denied, match="scratch"):
        rehearsal.build(by=PUBLIC, op=uuid4())


def test_every_model_takes_part(world) -> None:
    assert world["unmade"] == {}, "rehearsal.OVERRIDES must say how to make these"


def test_every_record_says_its_name(world) -> None:
    records = [
        apps.get_model(label)._default_manager.get(pk=pk)
        for label, sides in world["records"].items()
        for pk in sides.values()
    ]
    assert len(records) > 100
    assert [one._meta.label for one in records if not str(one) or "object (" in str(one)] == []


def test_a_model_that_cannot_be_made_is_named(db, monkeypatch) -> None:
    monkeypatch.setitem(rehearsal.OVERRIDES, "register.importbatch", {"file_size": -1})
    assert {"register.importbatch", "register.heldrow"} <= set(rehearsal.build(by=PUBLIC, op=uuid4())["unmade"])


def test_models_in_a_circle_are_named(db, monkeypatch) -> None:
    monkeypatch.setattr(rehearsal, "_parents", lambda model: set(apps.get_models()) - {model})
    with pytest.raises(ValueError, match="need each other"):
        rehearsal.build(by=PUBLIC, op=uuid4())


def test_rows_that_agree_are_joined() -> None:
    here = Endpoint("a", "a/<int:pk>/", ("pk",))
    answers = [
        Answer(here, method, target, who, 200, leaks=who == "auditor")
        for who in matrix.WHO
        for method in ("GET", "POST")
        for target in ("own", "other")
    ]
    (row,) = matrix.rows(answers)
    assert row[:4] == ("a", "a/<int:pk>/", "GET POST", "own other")
    assert row.count("200!") == 1


def test_the_command_writes_and_compares(tmp_path, capsys, monkeypatch) -> None:
    rows = [("a", "a/", "GET", "", *["200"] * 13)]
    monkeypatch.setattr(matrix, "_in_scratch_database", lambda: rows)
    file = tmp_path / "matrix.csv"
    assert matrix.main(["--check", "--file", str(file)]) == 1
    assert matrix.main(["--file", str(file)]) == 0
    assert matrix.main(["--check", "--file", str(file)]) == 0
    rows[0] = ("a", "a/", "GET", "", *["200!"] * 13)
    assert matrix.main(["--file", str(file)]) == 1
    assert matrix.main(["--check", "--file", str(file)]) == 1
    shown = capsys.readouterr().out
    assert "没有变化" in shown
    assert "泄露 13 处" in shown
