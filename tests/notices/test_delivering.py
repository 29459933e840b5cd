"""Outbox rows leave the house: once, again after a failure, given up after three days, never lost."""

from __future__ import annotations

import datetime as dt
import http.server
import json
import ssl
import threading
from email import message_from_bytes, policy
from smtplib import SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.utils import timezone
from tests.notices import backends
from tests.notices.telling import claim

from yuanmeng.core.actor import Role
from yuanmeng.core.refusals import Denied, Hidden, IllegalMove
from yuanmeng.jobs.models import Job
from yuanmeng.jobs.worker import drain
from yuanmeng.ledger.models import Event
from yuanmeng.notices.actions import delivering
from yuanmeng.notices.models import Choice, Message, Notice
from yuanmeng.notices.sending import Failure, allowed


def mails(outbox) -> list:
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in sorted(outbox.glob("*.eml"))]


def soon() -> None:
    """As if the time of every message and job had come."""
    Job.objects.filter(state="waiting").update(run_after=timezone.now())


def test_a_mail_says_what_it_is_about_and_carries_its_id(claimed, outbox) -> None:
    assert drain() == 1
    (mail,) = mails(outbox)
    message = Message.objects.get()
    assert (message.state, message.attempts, message.error) == ("sent", 1, "")
    assert mail["Subject"].strip() == "“需要电动叉车”有单位认领，请答复"
    assert mail["To"] == "someone@example.org"
    assert mail["Message-ID"] == f"<mail-{Notice.objects.get().pk}@yuanmeng.invalid>"
    text = mail.get_body().get_content()
    assert Notice.objects.get().url in text
    assert "/notices/preferences/" in text


def test_a_digest_is_one_mail_in_the_language_of_its_reader(zone, published, wants, outbox) -> None:
    wants(zone.bakery_people, language="en")
    Choice.objects.create(person_id=zone.bakery_people.user_id, kind="asked", channel="mail", mode="digest")
    for number in range(52):
        claim(zone, published(title=f"叉车{number}"))
    soon()
    assert drain() == 1
    (mail,) = mails(outbox)
    assert mail["Subject"] == "Yuanmeng: 52 notices"
    text = mail.get_body().get_content()
    assert "“叉车49” was claimed" in text
    assert "叉车50" not in text
    assert "Please see the other 2 in the inbox." in text


@pytest.fixture
def failing(settings):
    settings.EMAIL_BACKEND = "tests.notices.backends.Failing"
    return backends.FAULTS


def test_a_failure_is_tried_again_and_the_mail_is_there_once(zone, published, wants, outbox, failing) -> None:
    wants(zone.bakery_people)
    failing += [ConnectionRefusedError("no server"), SMTPServerDisconnected("gone"), ValueError("odd")]
    claim(zone, published())
    for attempt, why in enumerate(["ConnectionRefusedError: no server", "SMTPServerDisconnected: gone"], 1):
        assert drain() == 1
        message = Message.objects.get()
        assert (message.state, message.attempts, message.error) == ("sending", attempt, why)
        wait = message.due_at - timezone.now()
        assert dt.timedelta(0) < wait <= delivering.WAITS[attempt - 1]
        soon()
    drain()
    soon()
    drain()
    assert (Message.objects.get().state, len(mails(outbox))) == ("sent", 1)


def test_after_three_days_it_is_given_up_said_and_sent_again_when_asked(zone, claimed, outbox, failing, acting) -> None:
    failing += [OSError("no server")] * 2
    drain()
    Message.objects.update(first_at=timezone.now() - dt.timedelta(hours=72), attempts=20)
    soon()
    drain()
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("given_up", 21)
    assert Event.objects.first().facts == {"channel": "mail", "attempts": 21}
    with pytest.raises(Denied):
        delivering.retry(message.pk, by=acting(Role.AUDITOR), op=uuid4())
    with pytest.raises(Hidden):
        delivering.retry(message.pk, by=zone.bakery_people, op=uuid4())
    administrator = acting(Role.SYSTEM_ADMINISTRATOR)
    assert delivering.retry(message.pk, by=administrator, op=uuid4()).state == "waiting"
    with pytest.raises(IllegalMove):
        delivering.retry(message.pk, by=administrator, op=uuid4())
    drain()
    assert (Message.objects.get().state, len(mails(outbox))) == ("sent", 1)


def test_a_message_whose_job_was_lost_gets_another(claimed, outbox) -> None:
    Job.objects.update(state="failed")
    assert delivering.sweep.call() == 0
    Message.objects.update(due_at=timezone.now() - dt.timedelta(hours=2))
    assert delivering.sweep.call() == 1
    assert delivering.sweep.call() == 1
    assert drain() == 1
    assert (Message.objects.get().state, len(mails(outbox))) == ("sent", 1)
    assert delivering.sweep.call() == 0


def test_a_job_that_comes_twice_sends_once(claimed, outbox) -> None:
    drain()
    Job.objects.update(state="waiting")
    drain()
    assert Message.objects.get().attempts == 1


def test_without_an_address_any_more_it_is_said_so(zone, published, wants) -> None:
    mine = wants(zone.bakery_people)
    claim(zone, published())
    type(mine).objects.update(mail="")
    drain()
    assert Message.objects.get().error == "收件人没有填写地址。"


@pytest.mark.parametrize(
    "url",
    [
        "http://robot.example.org/x",
        "https://other.example.org/x",
        "https://robot.example.org:8443/x",
        "https://robot.example.org@evil.example.org/x",
        "https://a:b@robot.example.org/x",
        "https://169.254.169.254/latest",
        "https://robot.example.org.evil.org/",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_robot_is_asked_only_where_the_operator_allows(settings, url: str) -> None:
    settings.HOOK_HOSTS = ["robot.example.org"]
    with pytest.raises(Failure, match=r"robot\.example\.org"):
        allowed(url)
    assert allowed("https://robot.example.org/send?key=1") == ("robot.example.org", "/send?key=1")
    settings.HOOK_HOSTS = []
    with pytest.raises(Failure, match="现有：无"):
        allowed("https://robot.example.org/send?key=1")


class Robot(http.server.BaseHTTPRequestHandler):
    heard: list[dict] = []
    answers: list[tuple[int, bytes]] = []

    def do_POST(self) -> None:
        self.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        status, text = self.answers.pop(0)
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *words) -> None:
        pass


@pytest.fixture
def robot(settings, tmp_path, monkeypatch):
    """A robot on this machine with a certificate of its own."""
    certificate, key = tmp_path / "robot.pem", tmp_path / "robot.key"
    _certify(certificate, key)
    server = http.server.HTTPServer(("127.0.0.1", 0), Robot)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    host = f"localhost:{server.server_port}"
    settings.HOOK_HOSTS = [host]
    Robot.heard.clear()
    yield f"https://{host}/send?key=1"
    server.shutdown()
    thread.join()
    server.server_close()


def _certify(certificate, key) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(secret.public_key())
    made = (
        made.serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    )
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    certificate.write_bytes(made.sign(secret, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def test_a_robot_hears_one_text_and_refusals_are_tried_again(zone, published, wants, robot) -> None:
    wants(zone.bakery_people, mail="", hook=robot)
    Choice.objects.create(person_id=zone.bakery_people.user_id, kind="asked", channel="hook", mode="at_once")
    Robot.answers[:] = [(500, b""), (302, b""), (200, b"not json"), (200, b'{"errcode": 1}'), (200, b'{"errcode": 0}')]
    claim(zone, published())
    errors = []
    for _time in range(5):
        assert drain() == 1
        errors.append(Message.objects.get().error)
        soon()
    assert errors == [
        "群机器人没有接收（500）。",
        "群机器人没有接收（302）。",
        "JSONDecodeError",
        "群机器人没有接收（200）。",
        "",
    ]
    assert Message.objects.get().state == "sent"
    assert Robot.heard[-1]["msgtype"] == "text"
    assert "“需要电动叉车”有单位认领" in Robot.heard[-1]["text"]["content"]


def test_a_robot_that_cannot_be_reached_leaks_no_address(zone, published, wants, settings) -> None:
    settings.HOOK_HOSTS = ["localhost:1"]
    wants(zone.bakery_people, mail="", hook="https://localhost:1/send?key=secret")
    Choice.objects.create(person_id=zone.bakery_people.user_id, kind="asked", channel="hook", mode="at_once")
    claim(zone, published())
    drain()
    assert Message.objects.get().error == "ConnectionRefusedError"
