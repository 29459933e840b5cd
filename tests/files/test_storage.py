"""Stored files: named by uuid, known by their first bytes, sent as downloads only."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.downloads import content

from yuanmeng.core.refusals import Hidden, Invalid
from yuanmeng.files.storage import STORED, fresh_name, keep, path_of, plain_name, sent, sha256_of

MOST = 1 << 20
KINDS = ("xlsx", "csv")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: object) -> None:
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"PK\x03\x04rest", "xlsx"), ("名称,代码\n".encode(), "csv"), ("名称".encode("utf-16"), "csv")],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, kind: str) -> None:
    kept = keep("名录.txt", [content[:3], content[3:]] if kind == "csv" else [content], KINDS, MOST)
    assert kept.stored.endswith(f".{kind}")
    assert STORED.fullmatch(kept.stored)
    assert (kept.name, kept.size, kept.sha256) == ("名录.txt", len(content), hashlib.sha256(content).hexdigest())
    assert path_of(kept.stored).read_bytes() == content
    assert path_of(kept.stored).stat().st_mode & 0o777 == 0o600
    assert sha256_of(path_of(kept.stored)) == kept.sha256


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"MZ\0\0"])
def test_other_kinds_are_refused_and_leave_nothing(content: bytes, settings: object) -> None:
    with pytest.raises(Invalid) as refused:
        keep("x.csv", [content], KINDS, MOST)
    assert refused.value.facts["reason"] == "kind"
    assert list(Path(settings.FILES_ROOT).iterdir()) == []  # type: ignore[attr-defined]


def test_a_workbook_is_no_csv() -> None:
    with pytest.raises(Invalid):
        keep("x.csv", [b"PK\x03\x04"], ("csv",), MOST)


def test_too_large_is_refused_while_it_arrives(settings: object) -> None:
    with pytest.raises(Invalid) as refused:
        keep("x.csv", (b"x" * 1024 for _endless in iter(int, 1)), KINDS, MOST)
    assert refused.value.facts["reason"] == "size"
    assert list(Path(settings.FILES_ROOT).iterdir()) == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\名录.xlsx", "名录.xlsx"),
        ("a\r\nb\u202e.csv", "ab.csv"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
        ("x" * 300, "x" * 200),
        ("/", "file"),
    ],
)
def test_names_are_only_names(name: str, shown: str) -> None:
    assert plain_name(name) == shown


@pytest.mark.parametrize("stored", ["", "../keys/ledger.key", "x.csv", f"{'a' * 36}.csv/..", f"{'g' * 36}.csv"])
def test_only_names_that_were_given_lead_to_files(stored: str) -> None:
    with pytest.raises(Hidden):
        path_of(stored)


def test_a_file_is_sent_as_a_download(db: None) -> None:
    kept = keep("名录 1.csv", [b"<script>alert(1)</script>"], KINDS, MOST)
    response = sent(kept.stored, kept.name)
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%BD%95%201.csv"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert content(response) == b"<script>alert(1)</script>"
    response.close()


def test_a_file_that_is_gone_is_not_found() -> None:
    with pytest.raises(Hidden):
        sent(fresh_name("csv"), "x.csv")
