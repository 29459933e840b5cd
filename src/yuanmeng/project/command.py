"""The command line: `yuanmeng VERB …`. Django's own commands are reached through it too."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run one command; returns its exit status."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanmeng.project.settings")
    execute_from_command_line(sys.argv)
    return 0
