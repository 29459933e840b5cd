"""The zip package of an office document: refused when hostile, and packed again with single parts changed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from lxml import etree

from yuanmeng.register.importing.child import DOCTYPE, Refused, gate
from yuanmeng.reports.grids import Unfit

XML_BYTES = 8 << 20
"""Of one part that is read: without entities, its tree is a small multiple of that."""
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
MAINS = {
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"wordprocessingml.document.main+xml": "docx",
}
TYPES = "[Content_Types].xml"
OBJECTS = re.compile(r"(embeddings|activex|ctrlprops)/", re.IGNORECASE)
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def opened(content: bytes) -> zipfile.ZipFile:
    """The package of a form, judged before anything in it is used. Raises Unfit."""
    if content.startswith(OLE):
        raise Unfit("old")
    if not content.startswith(ZIP):
        raise Unfit("other")
    try:
        book = zipfile.ZipFile(BytesIO(content))
        gate(book, len(content))
        for part in book.infolist():
            _judged(book, part)
    except Refused as refused:
        facts = dict(refused.facts)
        raise Unfit(str(facts.pop("refused")), **facts) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise Unfit("broken") from None
    return book


def _judged(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if OBJECTS.search(name):
        raise Unfit("object")
    if "macrosheets/" in name:
        raise Unfit("macro")
    if name.endswith((".xml", ".rels", ".vml")):
        if part.file_size > XML_BYTES:
            raise Unfit("bomb", megabytes=part.file_size >> 20)
        text = book.read(part)
        if DOCTYPE.search(text) or text[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise Unfit("doctype")
        if name.endswith(".rels") and any(_leads_out(each) for each in tree(text).iter(RELATIONS)):
            raise Unfit("link")


def _leads_out(relation: Any) -> bool:
    """Whether opening the form would fetch something; a hyperlink waits until it is clicked."""
    return relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink")


def kind_of(content: bytes) -> str:
    """xlsx or docx, by what the package says of itself. Raises Unfit."""
    types = part(opened(content), TYPES)
    if b"macroenabled" in types.lower():
        raise Unfit("macro")
    kind = next((kind for main, kind in MAINS.items() if main in types), None)
    if kind is None:
        raise Unfit("other")
    return kind


def part(book: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part. Raises Unfit when it is missing."""
    try:
        return book.read(name)
    except KeyError:
        raise Unfit("broken") from None


def tree(text: bytes) -> Any:
    """The root of a part's XML. Raises Unfit."""
    try:
        return etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError:
        raise Unfit("broken") from None


def bytes_of(root: Any) -> bytes:
    """A part's XML as a file."""
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def packed(book: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    """The package with some parts changed; the others byte for byte as they were, in their order."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for each in book.infolist():
            made.writestr(each, changed.get(each.filename) or book.read(each))
    return out.getvalue()
