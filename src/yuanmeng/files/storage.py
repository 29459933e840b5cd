"""Uploaded files on disk: named by a uuid in `settings.FILES_ROOT`, never by what the browser said.

A file is known by its first bytes, not by its name. It is sent back only by a page that asked its room's policy first.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.http import FileResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from yuanmeng.core.refusals import Hidden, Invalid

KINDS: dict[str, tuple[bytes, ...]] = {
    "xlsx": (b"PK\x03\x04",),
    "docx": (b"PK\x03\x04",),
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "csv": (),
}
"""Kind → the bytes a file may start with; none means text: no NUL in its first block, unless it has a mark."""
MARKS = (b"\xff\xfe", b"\xfe\xff")
STORED = re.compile(r"[0-9a-f-]{36}\.[a-z]{2,5}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file: its name on disk, the name people know it by, its size in bytes and SHA-256."""

    stored: str
    name: str
    size: int
    sha256: str


def keep(name: str, chunks: Iterable[bytes], kinds: tuple[str, ...], most: int) -> Kept:
    """Store what was uploaded. Raises Invalid for other kinds and for more than `most` bytes; nothing stays then."""
    fresh = Path(settings.FILES_ROOT) / f"{uuid4()}.part"
    fresh.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        size, sha256, head = _written(fresh, chunks, most)
        kind = next((kind for kind in kinds if _is(head, kind)), None)
        if not size or kind is None:
            raise Invalid(_("不能上传这种文件。可以上传：%(kinds)s。") % {"kinds": "、".join(kinds)}, reason="kind")
        stored = f"{fresh.stem}.{kind}"
        fresh.rename(path_of(stored))
    finally:
        fresh.unlink(missing_ok=True)
    return Kept(stored, plain_name(name), size, sha256)


def _written(fresh: Path, chunks: Iterable[bytes], most: int) -> tuple[int, str, bytes]:
    size, digest, head = 0, hashlib.sha256(), b""
    fresh.touch(mode=0o600, exist_ok=False)
    with fresh.open("wb") as target:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise Invalid(_("文件超过 %(most)s MB 的上限。") % {"most": most >> 20}, reason="size")
            head = head or chunk[:4096]
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return size, digest.hexdigest(), head


def _is(head: bytes, kind: str) -> bool:
    marks = KINDS[kind]
    if marks:
        return head.startswith(marks)
    return head.startswith(MARKS) or (
        b"\0" not in head and not any(head.startswith(m) for ms in KINDS.values() for m in ms)
    )


def plain_name(name: str) -> str:
    """The last part of a name, without control characters, at most 200 characters with its ending."""
    last = PurePosixPath(name.replace("\\", "/")).name
    shown = "".join(char for char in last if char.isprintable()) or "file"
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: 199 - len(ending)]}{dot}{ending}" if dot and len(ending) < 10 else shown[:200]


def path_of(stored: str) -> Path:
    """Where a stored file lies. Raises Hidden for a name that this room never gave."""
    if not STORED.fullmatch(stored):
        raise Hidden(_("没有找到这个文件。"))
    return Path(settings.FILES_ROOT) / stored


def fresh_name(kind: str) -> str:
    """A new name for a file that the product itself makes."""
    Path(settings.FILES_ROOT).mkdir(parents=True, exist_ok=True, mode=0o700)
    return f"{uuid4()}.{kind}"


def sha256_of(path: Path) -> str:
    """The digest of a file, as hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sent(stored: str, name: str) -> FileResponse:
    """The file as a download that no browser opens in the page. Raises Hidden when it is gone."""
    path = path_of(stored)
    if not path.is_file():
        raise Hidden(_("没有找到这个文件。"))
    return download(path.open("rb"), name)


def download(stream: IO[bytes], name: str) -> FileResponse:
    """A stream as a download that no browser opens in the page; it is closed with the response."""
    response = FileResponse(stream, content_type="application/octet-stream")
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=plain_name(name)) or "attachment"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
