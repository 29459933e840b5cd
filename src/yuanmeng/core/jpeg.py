"""JPEG files without what the camera wrote beside the picture: place, time, device, comments (ITU-T T.81, Annex B).

Kept are the segments that a decoder needs: APP0 (JFIF), APP14 (how colours are stored), tables and frames.
"""

from __future__ import annotations

START, SCAN, END = b"\xff\xd8", 0xDA, b"\xff\xd9"
KEPT_APPS = {0xE0, 0xEE}
COMMENT = 0xFE
STANDALONE = {0x01, *range(0xD0, 0xD8)}


class NotJpeg(ValueError):
    """The bytes are no whole JPEG file."""


def stripped(data: bytes) -> bytes:
    """The same picture without Exif, XMP, IPTC, maker notes and comments. Raises NotJpeg."""
    if not data.startswith(START):
        raise NotJpeg
    end = data.rfind(END)
    out, at = bytearray(START), 2
    while True:
        marker, after = _segment(data, at)
        if marker == SCAN:
            if end < after:
                raise NotJpeg
            return bytes(out) + data[at : end + 2]
        if marker != COMMENT and (not 0xE0 <= marker <= 0xEF or marker in KEPT_APPS):
            out += data[at:after]
        at = after


def _segment(data: bytes, at: int) -> tuple[int, int]:
    """The marker that begins at `at`, and where the next one begins."""
    if len(data) < at + 4 or data[at] != 0xFF:
        raise NotJpeg
    marker = data[at + 1]
    if marker in STANDALONE:
        return marker, at + 2
    size = int.from_bytes(data[at + 2 : at + 4], "big")
    if size < 2 or at + 2 + size > len(data):
        raise NotJpeg
    return marker, at + 2 + size
