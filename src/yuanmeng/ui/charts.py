"""Charts drawn on the server: the bundle of the browser, run by QuickJS, without a file or a network to reach.

Each thread keeps one interpreter; the first chart loads the bundle.
"""

from __future__ import annotations

import json
import re
import threading
from functools import cache
from importlib.resources import files

import quickjs

from yuanmeng.core.charts import Option, height

SECONDS, BYTES = 10, 256_000_000
"""What one interpreter may take."""
WIDE = 720
DRAW = """
globalThis.setTimeout = () => 0;
globalThis.clearTimeout = () => {};
function drawn(text, width, height) {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption(JSON.parse(text));
  const svg = chart.renderToSVGString();
  chart.dispose();
  return JSON.parse(JSON.stringify(svg));  // one flat string: QuickJS hands out no other
}
"""
STYLED = re.compile(r' style="font-size:([\d.]+)px;font-family:[^";]*;(?:font-weight:\w+;)?"')
HOVERED = re.compile(r"<style ?>.*?</style>", re.DOTALL)
_own = threading.local()


@cache
def _bundle() -> str:
    return files("yuanmeng.ui").joinpath("static/vendor/echarts.js").read_text(encoding="utf-8")


def drawn(option: Option, width: int = WIDE) -> str:
    """The option as SVG text. It bears no styles, so that a page's content policy and typst both take it."""
    if not hasattr(_own, "context"):
        _own.context = quickjs.Context()
        _own.context.set_memory_limit(BYTES)
        _own.context.set_time_limit(SECONDS)
        _own.context.eval(_bundle() + DRAW)
    svg = str(_own.context.get("drawn")(json.dumps(option), width, height(option)))
    return HOVERED.sub("", STYLED.sub(r' font-size="\1" font-family="Noto Sans CJK SC, sans-serif"', svg))
