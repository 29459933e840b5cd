"""How this package compiles, and where compiled code is kept, so that it is compiled once a machine and version.

The folder is named by the source's digest: an upgrade starts afresh (numba would fail on types that no longer exist)
and a read-only installation compiles into the user's cache. `yuanmeng match warm` compiles everything; a server runs
it in the background, so that nobody's first question waits for it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import numba


def folder(source: Path) -> Path:
    """Where code compiled from this file is kept: $NUMBA_CACHE_DIR, else the user's cache, else the temporary folder.

    `layout` and `worth` count into every digest, since the others use them.
    """
    digest = hashlib.sha256(numba.__version__.encode())
    for file in sorted({source, source.with_name("layout.py"), source.with_name("worth.py")}):
        digest.update(file.read_bytes())
    own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    base = Path(os.environ.get("NUMBA_CACHE_DIR") or (own if _writable(own) else tempfile.gettempdir()))
    return base / "yuanmeng" / digest.hexdigest()[:16]


def _writable(path: Path) -> bool:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(path, os.W_OK)


def jitted(function: Any) -> Any:
    """A kernel: kept on disk, without the interpreter's lock, division as in numpy."""
    config: Any = numba.config
    config.CACHE_DIR = str(folder(Path(function.__code__.co_filename)))
    return numba.njit(cache=True, nogil=True, error_model="numpy")(function)


def jitted_inside(function: Any) -> Any:
    """A piece of a kernel, put into its callers: passing many arrays costs more than what it does."""
    return numba.njit(inline="always", error_model="numpy")(function)
