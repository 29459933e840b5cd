"""Read by every Python process of a broken site: the module named in the environment cannot be imported."""

import os
import sys
from importlib.abc import MetaPathFinder


class Broken(MetaPathFinder):
    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == os.environ["YUANMENG_TEST_BREAKS"]:
            raise RuntimeError(f"{name} is broken")


sys.meta_path.insert(0, Broken())
