"""`python -m yuanmeng.project VERB …` is `yuanmeng VERB …`."""

from __future__ import annotations

from yuanmeng.project.command import main

raise SystemExit(main())
