"""`sidecar catalog`: write the files that are generated from the catalog, or check that they are fresh."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sidecar import catalog as contract
from sidecar.db.ddl import export_ddl

ROOT = Path(__file__).parents[2]
GENERATED = {
    "schema/catalog.json": contract.export_json,
    "schema/tables.sql": export_ddl,
    "wp-plugin-shim/hooks.php": contract.export_hooks_php,
    "docs/triggers.md": contract.export_reference,
    "docs/actions.md": contract.export_actions_page,
    "docs/searches.md": contract.export_searches_page,
    "docs/zap-templates.md": contract.export_templates_page,
}


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail when a file is stale.")
def catalog(check: bool) -> None:  # noqa: FBT001 # click passes flags by name
    """Write the generated files, or check them.

    Works in a checkout of the project.
    """
    stale = []
    for name, make in GENERATED.items():
        path, text = ROOT / name, make()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, encoding="utf-8")
            click.echo(f"wrote {name}")
    if check and stale:
        click.echo(f"Stale: {', '.join(stale)}. Run `make catalog`.", err=True)
        sys.exit(1)
