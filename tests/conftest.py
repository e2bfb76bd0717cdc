"""What every suite shares: the order in which they run."""

from pathlib import Path

BROWSER = Path(__file__).parent / "e2e"


def pytest_collection_modifyitems(items):
    """Browser tests last: Playwright's event loop stays in the thread that used it."""
    items.sort(key=lambda item: BROWSER in item.path.parents)
