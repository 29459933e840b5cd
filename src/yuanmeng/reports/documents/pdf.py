"""The briefing as PDF, set by typst in the layout of GB/T 9704-2012; what people wrote goes in as data, not as source.

Fonts: those of the office from the data folder's `fonts/`, else Noto CJK, which comes with the product (DOC-05).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

import manimgx_fonts_cjk
import typst
from django.conf import settings

from yuanmeng.reports.documents.sheet import Sheet


def pdf(sheet: Sheet) -> bytes:
    """The bytes of the PDF."""
    shown = asdict(sheet) | {"made": [sheet.made.year, sheet.made.month, sheet.made.day]}
    return _compiled("briefing.typ", "pdf", {"sheet": json.dumps(shown, ensure_ascii=False)})


def picture(svg: str) -> bytes:
    """A drawing as PNG, for Word, which takes no SVG alone; as wide as the text, 200 dots an inch."""
    return _compiled("picture.typ", "png", {"svg": svg})


def _compiled(source: str, form: Literal["pdf", "png"], inputs: dict[str, str]) -> bytes:
    fonts = [Path(settings.DATA) / "fonts", Path(manimgx_fonts_cjk.__file__).parent]
    with as_file(files("yuanmeng.reports").joinpath(f"documents/{source}")) as path:
        made = typst.compile(
            str(path),
            format=form,
            ppi=200.0,
            font_paths=[str(each) for each in fonts if each.is_dir()],
            sys_inputs=inputs,
        )
    return bytes(made)
