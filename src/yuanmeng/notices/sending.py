"""The channels that leave the house: mail by Django's backend, robots of WeCom and DingTalk by HTTPS.

A robot's address is typed by people, so it is used only for hosts that the operator named (settings.HOOK_HOSTS), by
https, without redirects: what people type cannot make the server ask anybody else.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from yuanmeng.notices.models import Message, Notice, Preference
from yuanmeng.notices.queries import preference_of
from yuanmeng.notices.saying import body, subject

SECONDS = 15
ANSWER_BYTES = 4096


class Failure(Exception):
    """The message did not go out; the sentence says why, without the address."""


def send(message: Message) -> None:
    """Send what the person wants to know, where the person wants it now. Raises Failure."""
    preference = preference_of(message.person_id)
    if not getattr(preference, message.channel):
        raise Failure(_("收件人没有填写地址。"))
    notices = list(message.notices.order_by("id"))
    with translation.override(preference.language):
        CHANNELS[message.channel](message, preference, notices)


def _mail(message: Message, preference: Preference, notices: list[Notice]) -> None:
    mail = EmailMessage(
        subject(notices),
        body(notices),
        to=[preference.mail],
        headers={"Message-ID": f"<{message.key}@{settings.MAIL_DOMAIN}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except (SMTPException, OSError, ValueError) as error:
        raise Failure(f"{type(error).__name__}: {error}") from error


def _hook(message: Message, preference: Preference, notices: list[Notice]) -> None:
    """One text message; both robots take the same shape and answer {"errcode": 0} when they took it."""
    host, path = allowed(preference.hook)
    text = json.dumps({"msgtype": "text", "text": {"content": body(notices)}}, ensure_ascii=False).encode()
    connection = http.client.HTTPSConnection(host, timeout=SECONDS, context=ssl.create_default_context())
    try:
        connection.request("POST", path, text, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        told = answer.read(ANSWER_BYTES)
        if answer.status != 200 or json.loads(told).get("errcode") != 0:
            raise Failure(_("群机器人没有接收（%(status)s）。") % {"status": answer.status})
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        raise Failure(f"{type(error).__name__}") from error
    finally:
        connection.close()


def allowed(url: str) -> tuple[str, str]:
    """Host and path of a robot's address. Raises Failure unless it is https and the operator named the host."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.username or parts.netloc not in settings.HOOK_HOSTS:
        hosts = " ".join(settings.HOOK_HOSTS) or _("无")
        raise Failure(_("群机器人地址必须是 https，主机须由系统管理员许可（现有：%(hosts)s）。") % {"hosts": hosts})
    return parts.netloc, f"{parts.path or '/'}?{parts.query}"


CHANNELS: dict[str, Callable[[Message, Preference, list[Notice]], None]] = {"mail": _mail, "hook": _hook}
