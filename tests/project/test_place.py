"""Where the product keeps things."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.core.signals import request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory

from yuanmeng.project.place import database, key_file, loopback, mail_server


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "a.key"
    first = key_file(file)
    assert (len(first), key_file(file), file.stat().st_mode & 0o777) == (32, first, 0o600)
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert list(file.parent.iterdir()) == [file]
    assert key_file(tmp_path / "keys" / "b.key") != first


def test_of_two_starts_at_once_one_key_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, found = tmp_path / "a.key", []
    barrier = threading.Barrier(6)
    numbers = iter(range(100))
    monkeypatch.setattr("os.getpid", lambda: next(numbers))  # threads stand for processes

    def start() -> None:
        barrier.wait()
        found.append(key_file(file))

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {file.read_bytes()}


def test_a_key_made_by_another_between_two_looks_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.key"
    file.write_bytes(b"other")
    looks = iter([False])
    monkeypatch.setattr(Path, "exists", lambda _self: next(looks))
    assert key_file(file) == b"other"


@pytest.mark.parametrize(
    ("host", "here"),
    [
        *((host, True) for host in ("localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]")),
        *((host, False) for host in ("0.0.0.0", "192.168.1.5", "yuanmeng.example", "")),
    ],
)
def test_addresses_of_this_machine(host: str, here: bool) -> None:
    assert loopback(host) is here


def test_no_url_means_sqlite_in_the_data_folder(tmp_path: Path) -> None:
    found = database("", tmp_path)
    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", tmp_path / "yuanmeng.sqlite3")


def test_a_url_means_postgresql(tmp_path: Path) -> None:
    found = database("postgres://us%40er:p%2Fw@db.example:5433/zo%C3%B1e?sslmode=require", tmp_path)
    assert {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "zoñe",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert database("postgresql://me@/zone?host=/run/postgresql", tmp_path)["HOST"] == "/run/postgresql"


def test_another_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'mysql'"):
        database("mysql://a/b", tmp_path)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="settings of SQLite")
def test_sqlite_keeps_what_it_acknowledges(db: None) -> None:
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in
                 ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")}  # fmt: skip
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0}
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_wsgi_entry_answers(db: None) -> None:
    from yuanmeng.project.wsgi import application

    said: list[str] = []
    request_started.disconnect(close_old_connections)  # as the test client does
    try:
        body = application(RequestFactory().get("/healthz").environ, lambda status, _headers: said.append(status))
    finally:
        request_started.connect(close_old_connections)
    assert (said, b'"database": "ok"' in b"".join(body)) == (["200 OK"], True)


def test_a_mail_server_is_named_by_a_url() -> None:
    assert mail_server("") == {"EMAIL_BACKEND": "yuanmeng.notices.outbox.Files"}
    found = mail_server("smtp://user%40x:p%3A@mail.example.org")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (
        "mail.example.org",
        587,
        "user@x",
        "p:",
    )
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)
    found = mail_server("smtps://mail.example.org")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (465, False, True)
    assert mail_server("smtp://127.0.0.1:25?tls=0")["EMAIL_USE_TLS"] is False
    with pytest.raises(ValueError, match="YUANMENG_SMTP"):
        mail_server("mail.example.org")
