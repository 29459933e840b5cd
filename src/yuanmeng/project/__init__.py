"""Settings, root urls, API assembly and the command line.

Before Django loads, the SQLite library bundled with pysqlite3 takes the place of Python's own: Debian 12 links 3.40,
which has the WAL-reset bug of 3.7.0-3.51.2.
"""

from __future__ import annotations

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
