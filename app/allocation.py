"""Freed memory stays with the process, so that what comes next need not ask the system for it."""

from functools import cache

import numpy as np

JUST_BELOW_THE_MOST = 2**25 - 2**13  # bytes; glibc's DEFAULT_MMAP_THRESHOLD_MAX is 2**25


@cache
def keep_freed_memory() -> None:
    """Once a process. An update of a training, or a figure of Jacobians, frees a few megabytes and
    the next one needs them again; given back in between, they come as new pages, and touching
    those first takes longer than the computation.

    glibc keeps up to twice the largest mapped block that was ever freed (mallopt(3), "dynamic mmap
    threshold"): so one is allocated, never touched, and freed. Elsewhere this does nothing.
    """
    np.empty(JUST_BELOW_THE_MOST, np.uint8)
