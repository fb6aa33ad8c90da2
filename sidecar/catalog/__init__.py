"""The contract: every trigger there is, checked, and the files that are generated from it.

A trigger is a module in `sidecar/triggers/` whose name is its key. `make catalog` writes the generated
files; CI fails when one is stale.
"""

from __future__ import annotations

from sidecar.catalog.checks import check_trigger
from sidecar.catalog.hooks_file import export_hooks_php
from sidecar.catalog.listing import export, export_json
from sidecar.catalog.reference import export_reference
from sidecar.catalog.registry import TRIGGERS, get_trigger, list_hooks

__all__ = [
    "TRIGGERS",
    "check_trigger",
    "export",
    "export_hooks_php",
    "export_json",
    "export_reference",
    "get_trigger",
    "list_hooks",
]
