"""Where the product runs for the tests in the browser, and with which browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
COMMAND = [str(Path(sys.executable).with_name("yuanmeng"))]


@dataclass(frozen=True)
class Zone:
    """A running demo zone."""

    url: str
    data: Path
    environment: dict[str, str]

    def run(self, *words: str) -> str:
        """Run a command of the product on this zone's data; its output."""
        return subprocess.run(
            [*COMMAND, *words], env=self.environment, check=True, capture_output=True, text=True, timeout=400
        ).stdout
