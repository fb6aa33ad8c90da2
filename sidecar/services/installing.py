"""`sidecar init`: reads a site's wp-config.php, writes our settings, makes the tables, installs the shim."""

from __future__ import annotations

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import tomli_w

from sidecar.db.migrate import migrate
from sidecar.errors import SetupError
from sidecar.identity import new_secret
from sidecar.services import keys
from sidecar.services.baseline import ensure_baseline
from sidecar.services.sidecar import open_sidecar
from sidecar.settings import Settings, load_settings, read_settings_file
from sidecar.wp_bridge.php.wp_config import parse_wp_config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sidecar.db.database import Transaction
    from sidecar.wp_bridge.php.wp_config import WpConfig

SHIM_NAME = "bookingx-zapier"
DEFAULT_SOCKET = Path("/run/mysqld/mysqld.sock")
SHIM_SOURCES = (Path(__file__).parents[2] / "wp-plugin-shim", Path(__file__).parents[1] / "_shim")
"""In a checkout, and in an installed package."""


@dataclass(frozen=True)
class Wish:
    """What to install where; without `sidecar_url` the plugin finds the sidecar where it did before."""

    wp_config: Path
    settings_file: Path
    sidecar_url: str | None = None
    plugins: Path | None = None


@dataclass(frozen=True)
class Installed:
    """What came of it; `api_key` is None when there was a key already."""

    settings: Settings
    shim: Path
    api_key: str | None


def install(wish: Wish, environ: Mapping[str, str]) -> Installed:
    """Install for one site; run again it keeps secrets, keys and data, and brings the rest up to date.

    Raises SetupError, which says what to do, when something is not as it must be.
    """
    try:
        config = parse_wp_config(wish.wp_config.read_text(encoding="utf-8"), environ)
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{wish.wp_config} cannot be read: {error}.") from error
    settings = _write_settings(wish, config, environ)
    sidecar = open_sidecar(settings)
    migrate(sidecar.database)
    ensure_baseline(sidecar)  # before the plugin can mark anything: from here on, changes are told
    shim = install_shim(wish, settings)
    return Installed(settings, shim, sidecar.database.run(lambda tx: _make_first_key(tx, settings)))


def install_shim(wish: Wish, settings: Settings) -> Path:
    """Copy the plugin into wp-content/plugins with its config.php; return where it is."""
    plugins = wish.plugins or wish.wp_config.parent / "wp-content" / "plugins"
    source = next((path for path in SHIM_SOURCES if path.is_dir()), None)
    if source is None or not plugins.is_dir():
        raise SetupError(f"There is no folder {plugins}. Say where the site's plugins are with --plugins.")
    target = plugins / SHIM_NAME
    try:
        shutil.copytree(source, target, dirs_exist_ok=True)
        _write_shim_config(target / "config.php", settings)
        _give_to_web_server(target, wish.wp_config)
    except OSError as error:
        raise SetupError(f"The plugin cannot be written to {target}: {error.strerror}.") from error
    return target


def _write_settings(wish: Wish, config: WpConfig, environ: Mapping[str, str]) -> Settings:
    """Write the settings file, readable by its owner alone; secrets and other settings in it are kept."""
    path, sidecar_url = wish.settings_file, wish.sidecar_url
    values = {
        "secret_key": new_secret(),
        "shim_secret": new_secret(),
        **read_settings_file(path),
        "database_url": _database_url(config),
        "table_prefix": config.table_prefix,
    }
    if sidecar_url is not None:
        values["sidecar_url"] = sidecar_url
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)  # it may have been there already
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(tomli_w.dumps(values))
    return load_settings(environ, path)


def _database_url(config: WpConfig) -> str:
    """PHP reaches "localhost" through the socket, where the server may not listen on TCP at all."""
    url = config.database_url()
    if config.host.host == "localhost" and not config.host.socket and DEFAULT_SOCKET.exists():
        url = url.update_query_dict({"unix_socket": str(DEFAULT_SOCKET)})
    return url.render_as_string(hide_password=False)


def _write_shim_config(path: Path, settings: Settings) -> None:
    text = (
        "<?php\n"
        "// Written by `sidecar init`. Constants in wp-config.php come before it.\n"
        "defined( 'ABSPATH' ) || exit;\n\n"
        "return array(\n"
        f"\t'sidecar_url' => {_quote(settings.sidecar_url)},\n"
        f"\t'secret'      => {_quote(settings.shim_secret)},\n"
        ");\n"
    )
    path.write_text(text, encoding="utf-8")


def _quote(text: str) -> str:
    """Return a PHP string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _give_to_web_server(folder: Path, wp_config: Path) -> None:
    """Make the plugin belong to whom wp-config.php belongs; its secret is as hidden as that file."""
    owner = wp_config.stat()
    for path in (folder, *folder.rglob("*")):
        if os.geteuid() == 0:
            os.chown(path, owner.st_uid, owner.st_gid)
    (folder / "config.php").chmod(stat.S_IMODE(owner.st_mode) & 0o660)


def _make_first_key(tx: Transaction, settings: Settings) -> str | None:
    if keys.list_keys(tx):
        return None
    return keys.create_key(tx, settings, keys.NewKey("First key", user_id=1))
