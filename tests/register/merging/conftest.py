"""Two files of one firm."""

from __future__ import annotations

import pytest
from tests.register.merging.merging_files import filled


@pytest.fixture
def pair(firm, person):
    """泉北食品厂 without a code is to be absorbed by 泉北食品有限公司."""
    kept = firm("泉北食品有限公司")
    absorbed = filled(firm("泉北食品厂", uscc="", address="济阳区一路"), person())
    return kept, absorbed
