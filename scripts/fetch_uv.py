"""Fetch uv from the Python package index with the standard library: for a machine without pip and venv.

`fetch_uv.py VERSION FOLDER` puts the program into FOLDER. The file's SHA-256 is checked against the index; another
index than PyPI is named by UV_DEFAULT_INDEX or PIP_INDEX_URL, as for uv and pip themselves.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import platform
import sys
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path


def index() -> str:
    """The page of the package uv."""
    root = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
    return f"{root.rstrip('/')}/uv/"


def get(url: str, accept: str = "*/*") -> bytes:
    """The body at an address."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept}), timeout=180) as answer:
        body: bytes = answer.read()
    return body


def wheel(version: str) -> tuple[str, str]:
    """Address and SHA-256 of the wheel for this machine. Raises LookupError when there is none."""
    libc = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
    page = json.loads(get(index(), "application/vnd.pypi.simple.v1+json"))
    for file in page["files"]:
        name = file["filename"]
        if name.startswith(f"uv-{version}-") and libc in name and name.endswith(f"{platform.machine()}.whl"):
            return urllib.parse.urljoin(index(), file["url"]), file["hashes"]["sha256"]
    raise LookupError(f"no wheel of uv {version} for {libc} {platform.machine()} at {index()}")


def main(version: str, folder: Path) -> None:
    """Fetch, check, unpack."""
    url, digest = wheel(version)
    body = get(url)
    if hashlib.sha256(body).hexdigest() != digest:
        raise ValueError(f"{url}: SHA-256 differs from the index")
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "uv"
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        target.write_bytes(packed.read(f"uv-{version}.data/scripts/uv"))
    target.chmod(0o755)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
