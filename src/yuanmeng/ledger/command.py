"""`yuanmeng verify`: whether the ledger is what was recorded."""

from __future__ import annotations

import argparse
import json

from django.utils.translation import gettext as _

from yuanmeng.ledger.proof import verify


def main(argv: list[str]) -> int:
    """Exit status 0 when the ledger is sound, 1 when it is not; the first bad event is named."""
    parser = argparse.ArgumentParser(prog="yuanmeng verify", description="核验事件账 / verifies the ledger")
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    asked = parser.parse_args(argv)
    proof = verify()
    if asked.json:
        print(json.dumps(proof.as_json(), ensure_ascii=False))
        return 1 if proof.faults else 0
    for fault in proof.faults:
        print(fault.says)
    if not proof.faults:
        words = {"events": proof.events, "anchors": proof.anchors, "hash": proof.hash}
        print(_("事件账完整：%(events)s 个事件，%(anchors)s 个锚点，最后的哈希 %(hash)s。") % words)
    return 1 if proof.faults else 0
