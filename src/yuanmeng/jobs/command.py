"""`yuanmeng work`: the background worker."""

from __future__ import annotations

import argparse

from yuanmeng.jobs.worker import drain, work


def main(argv: list[str]) -> int:
    """Run jobs until stopped, or with `--drain` only those that are due now."""
    parser = argparse.ArgumentParser(prog="yuanmeng work", description="后台任务进程 / runs background jobs")
    parser.add_argument("--drain", action="store_true", help="只运行到期的任务，然后退出 / run what is due, then end")
    if parser.parse_args(argv).drain:
        print(f"{drain()} 项任务 / jobs")
    else:
        work()
    return 0
