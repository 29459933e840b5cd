"""1,000 visits delivered 10 times each by 8 phones through reset connections and kills of the server.

    python bench/offline_storm.py [--visits 1000] [--times 10] [--phones 8] [--kills 10]

Exit status 0 when every visit, line and event is there exactly once and every repeat got the same answer.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanmeng.project.settings")
    from tests.project.site import Site
    from tests.project.storm import Storm, operations
    from tests.project.test_kill import officer, rows

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in (("visits", 1000), ("times", 10), ("phones", 8), ("kills", 10)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "data")
        site.start("--demo")
        ((firm,),) = rows(site, "SELECT id FROM register_organisation WHERE state = 'active' ORDER BY id LIMIT 1")
        storm = Storm(site, officer(site), list(operations(asked.visits)), firm, asked.times, asked.phones)
        started = time.monotonic()
        storm.run(asked.kills)
        taken = time.monotonic() - started
        site.stop()
        found = Counter(text for (text,) in rows(site, "SELECT heard FROM visits_visit WHERE heard LIKE 'storm %'"))
        lines = Counter(text for (text,) in rows(site, "SELECT text FROM visits_line WHERE text LIKE 'storm %'"))
    once = {f"storm {op}": 1 for op in storm.ops}
    same = all(len(answers) == 1 for answers in storm.answers.values()) and len(storm.answers) == asked.visits
    right = dict(found) == once and dict(lines) == once and same
    print(
        f"{asked.visits} visits x {asked.times} deliveries, {asked.phones} phones, {asked.kills} kills: {taken:.0f} s"
    )
    print(f"answers {dict(storm.statuses)}; visits {sum(found.values())}, lines {sum(lines.values())}; {right=}")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
