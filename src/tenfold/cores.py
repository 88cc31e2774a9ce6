"""How many cores this process may use."""

from __future__ import annotations

import os


def cores() -> int:
    """The cores the system lets this process use: fewer than there are in many a container."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
