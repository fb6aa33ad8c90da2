"""Puts what tests write in passing into memory: databases there wait for no disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 # the machine's own; what is made in it has a name that nobody can guess
NEEDED_BYTES = 6 * 2**30
"""Of a machine or a container that has less, the disk is used."""


def use_memory() -> None:
    """Have temporary folders of this process made in memory, where there is room; TMPDIR comes before it."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK | os.X_OK):
        return
    if shutil.disk_usage(MEMORY).free >= NEEDED_BYTES:
        tempfile.tempdir = str(MEMORY)
