"""An address with U+0000 is refused before a database is asked: PostgreSQL would fail on it."""

from __future__ import annotations

import pytest
from django.template import TemplateSyntaxError

from yuanmeng.core.actor import Role
from yuanmeng.ui.templatetags.ui import badge


@pytest.mark.parametrize("address", ["/people/?q=%00", "/people/?q=a&after=b%00c", "/people/%00"])
def test_a_null_character_in_an_address_is_refused_with_a_sentence(address, signed_in) -> None:
    answer = signed_in(Role.SYSTEM_ADMINISTRATOR).get(address)
    assert answer.status_code == 422
    assert "U+0000" in answer.content.decode()


def test_the_api_is_told_in_its_own_form(client, db) -> None:
    answer = client.get("/api/firms?q=%00")
    assert answer.status_code == 422
    assert list(answer.json()) == ["says"]


def test_files_may_be_kept_and_pages_may_not(client, db) -> None:
    assert "Cache-Control" not in client.get("/static/no-such-file.css").headers
    assert "no-store" in client.get("/account/login/").headers["Cache-Control"]


def test_a_badge_has_one_of_the_known_tones() -> None:
    assert "ym-good" in badge("有效", "good")
    with pytest.raises(TemplateSyntaxError, match="pink"):
        badge("有效", "pink")
