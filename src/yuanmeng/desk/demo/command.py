"""`yuanmeng demo`: loads the demo zone into the data folder, marks it as demo, and serves it."""

from __future__ import annotations

import argparse
import os
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from yuanmeng.accounts.models import ROLES
from yuanmeng.core.refusals import Invalid
from yuanmeng.desk.actions.demo import MACHINE, OP, load
from yuanmeng.desk.demo import words


def main(words_typed: list[str]) -> int:
    """Exit status 0; 2 with a sentence when the database holds other firms."""
    parser = argparse.ArgumentParser(prog="yuanmeng demo", description="装入虚构的演示园区，然后启动网站。")
    parser.add_argument("--load-only", action="store_true", help="只装入数据，不启动网站")
    asked = parser.parse_args(words_typed)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    begun = time.monotonic()
    try:
        firms = load(timezone.localdate(), by=MACHINE, op=OP)
    except Invalid as refused:
        print(refused.says)
        return 2
    marker = settings.DATA / "demo"
    marker.touch()
    print(f"演示园区：{firms} 个单位，{len(words.PEOPLE)} 个人员，用时 {time.monotonic() - begun:.1f} 秒。")
    print("演示身份（登录页“选择演示身份”，点一下即登录，不需要密码）：")
    for username, name, role, _where, _place in words.PEOPLE[: len(ROLES)]:
        print(f"  {ROLES[role]}  {name}（{username}）")
    if not asked.load_only:
        os.execv(sys.executable, [sys.executable, "-m", "yuanmeng.project", "serve"])  # noqa: S606 - our own module
    return 0
