"""What every suite shares: the order in which they run, and one thread for NumPy as served."""

import os
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before NumPy is imported

BROWSER = Path(__file__).parent / "e2e"


def pytest_collection_modifyitems(items):
    """Browser tests last: Playwright's event loop stays in the thread that used it."""
    items.sort(key=lambda item: BROWSER in item.path.parents)
