"""A mail backend that keeps each mail as one file named by its message id: sent twice, it is there once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Files(BaseEmailBackend):
    """For the demo, and for zones whose own mail system takes files from a folder."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails whole or not at all; how many there are."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            _keep(folder, mail.message().as_bytes(), str(mail.extra_headers.get("Message-ID", "")))
        return len(email_messages)


def _keep(folder: Path, text: bytes, name: str) -> None:
    """On the disk before it gets its name."""
    target = folder / f"{sha256(name.encode() or text).hexdigest()[:32]}.eml"
    part = target.with_suffix(f".{os.getpid()}")
    with part.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(target)
