"""What the tests of the app share."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from support import desk_on


@pytest.fixture
def app_on(case_file: Path, now: Callable[[], datetime], today: date) -> Callable[..., object]:
    """Open the app on cases: ``async with app_on([case], language="zh", size=(80, 24)) as desk``."""
    return desk_on(case_file, now, today)
