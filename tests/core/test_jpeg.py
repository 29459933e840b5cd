"""What the camera wrote beside the picture goes; what a decoder needs stays."""

from __future__ import annotations

import pytest

from yuanmeng.core.jpeg import NotJpeg, stripped


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


JFIF, EXIF, XMP = (
    segment(0xE0, b"JFIF\0"),
    segment(0xE1, b"Exif\0\0GPS 36.65 117.12"),
    segment(0xE1, b"http://ns.adobe"),
)
COMMENT, TABLE, ADOBE = segment(0xFE, b"by somebody"), segment(0xDB, bytes(65)), segment(0xEE, b"Adobe")
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\x34\xff\0\x56"


def test_place_and_comments_go() -> None:
    whole = b"\xff\xd8" + JFIF + EXIF + XMP + COMMENT + ADOBE + TABLE + b"\xff\x01" + SCAN + b"\xff\xd9"
    clean = stripped(whole + b"trailing secrets")
    assert clean == b"\xff\xd8" + JFIF + ADOBE + TABLE + b"\xff\x01" + SCAN + b"\xff\xd9"
    assert stripped(clean) == clean


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8",
        b"\xff\xd8" + JFIF,
        b"\xff\xd8" + b"\x00\x00\x00\x00\x00",
        b"\xff\xd8" + b"\xff\xe1\x00\x01xx",
        b"\xff\xd8" + b"\xff\xe1\xff\xffxx",
        b"\xff\xd8" + SCAN,
        b"\xff\xd8\xff\xd9" + SCAN,
    ],
)
def test_what_is_no_whole_jpeg_is_refused(broken: bytes) -> None:
    with pytest.raises(NotJpeg):
        stripped(broken)
