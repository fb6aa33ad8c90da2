"""The contract: triggers, actions, searches, lists, Zap templates, checked; the files generated from them.

Each is a module in its package whose name is its key. `make catalog` writes the generated files; CI fails
when one is stale.
"""

from __future__ import annotations

from sidecar.catalog.action_reference import export_actions_page, export_searches_page
from sidecar.catalog.checks import check_trigger
from sidecar.catalog.hooks_file import export_hooks_php
from sidecar.catalog.listing import export, export_actions, export_json, export_lists, export_searches
from sidecar.catalog.reference import export_reference
from sidecar.catalog.registry import (
    ACTIONS,
    LISTS,
    SEARCHES,
    TRIGGERS,
    ZAP_TEMPLATES,
    get_action,
    get_list,
    get_search,
    get_trigger,
    list_hooks,
)
from sidecar.catalog.template_listing import export_templates
from sidecar.catalog.template_reference import export_templates_page

__all__ = [
    "ACTIONS",
    "LISTS",
    "SEARCHES",
    "TRIGGERS",
    "ZAP_TEMPLATES",
    "check_trigger",
    "export",
    "export_actions",
    "export_actions_page",
    "export_hooks_php",
    "export_json",
    "export_lists",
    "export_reference",
    "export_searches",
    "export_searches_page",
    "export_templates",
    "export_templates_page",
    "get_action",
    "get_list",
    "get_search",
    "get_trigger",
    "list_hooks",
]
