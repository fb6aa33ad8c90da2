"""`sidecar init` connects a site from its wp-config.php, and may be run again at any time."""

from __future__ import annotations

import shutil
import stat
import subprocess
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from sidecar.__main__ import cli
from sidecar.errors import SetupError
from sidecar.services import keys
from sidecar.services.installing import Wish, install
from sidecar.services.sidecar import Sidecar, open_sidecar
from tests.conftest import FIXTURES
from tests.support import mariadb as server_user

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.mariadb import MariaDB

URL = "http://127.0.0.1:8390"
WP_CONFIG = """<?php
define( 'DB_NAME', '{name}' );
define( 'DB_USER', '{user}' );
define( 'DB_PASSWORD', '{password}' );
define( 'DB_HOST', '127.0.0.1:{port}' );
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
"""


@pytest.fixture
def wish(mariadb: MariaDB, fresh_database: str, tmp_path: Path) -> Wish:
    """Return the wish to connect a golden site whose files lie in a temporary folder."""
    mariadb.restore(fresh_database, FIXTURES / "golden-site.sql")
    (tmp_path / "site/wp-content/plugins").mkdir(parents=True)
    wp_config = tmp_path / "site/wp-config.php"
    user = {"user": server_user.USER, "password": server_user.PASSWORD}
    wp_config.write_text(WP_CONFIG.format(name=fresh_database, port=mariadb.port, **user), encoding="utf-8")
    wp_config.chmod(0o640)
    return Wish(wp_config, tmp_path / "etc/sidecar.toml", URL)


@pytest.fixture
def installed(wish: Wish) -> Iterator[Sidecar]:
    sidecar = open_sidecar(install(wish, {}).settings)
    yield sidecar
    sidecar.database.dispose()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_site_is_connected_with_tables_key_settings_and_plugin(wish: Wish) -> None:
    actual = install(wish, {})

    sidecar = open_sidecar(actual.settings)
    caller = sidecar.database.run(lambda tx: keys.authenticate(tx, actual.settings, actual.api_key))
    assert (caller.label, actual.settings.table_prefix) == ("First key", "wp_")
    assert actual.shim == wish.wp_config.parent / "wp-content/plugins/bookingx-zapier"
    assert (actual.shim / "bookingx-zapier.php").is_file()
    sidecar.database.dispose()


def test_secrets_are_readable_by_their_owner_alone(wish: Wish) -> None:
    shim = install(wish, {}).shim

    assert (mode(wish.settings_file), mode(shim / "config.php")) == (0o600, 0o640)


def test_installing_again_keeps_secrets_settings_and_keys(wish: Wish) -> None:
    first = install(wish, {})
    text = wish.settings_file.read_text(encoding="utf-8")
    wish.settings_file.write_text(text + "webhook_timeout = 7.0\n", encoding="utf-8")
    (first.shim / "bookingx-zapier.php").write_text("damaged", encoding="utf-8")

    second = install(wish, {})

    assert second.api_key is None
    assert (second.settings.secret_key, second.settings.shim_secret, second.settings.webhook_timeout) == (
        first.settings.secret_key,
        first.settings.shim_secret,
        7,
    )
    assert "damaged" not in (second.shim / "bookingx-zapier.php").read_text(encoding="utf-8")


def test_installing_again_keeps_where_the_plugin_finds_the_sidecar(wish: Wish) -> None:
    install(replace(wish, sidecar_url="http://127.0.0.1:9999"), {})

    again = install(replace(wish, sidecar_url=None), {})

    assert "'http://127.0.0.1:9999'" in (again.shim / "config.php").read_text(encoding="utf-8")


def test_two_sites_never_share_secrets(wish: Wish, tmp_path: Path) -> None:
    first = install(wish, {}).settings
    second = install(Wish(wish.wp_config, tmp_path / "other.toml", URL), {}).settings

    assert first.secret_key != second.secret_key
    assert first.shim_secret != second.shim_secret


def test_the_settings_file_holds_what_the_site_needs(installed: Sidecar, wish: Wish) -> None:
    values = tomllib.loads(wish.settings_file.read_text(encoding="utf-8"))

    assert set(values) == {"database_url", "table_prefix", "secret_key", "shim_secret", "sidecar_url"}
    assert values["shim_secret"] == installed.settings.shim_secret


@pytest.mark.parametrize("url", [URL, "http://it's\\here"])
def test_the_plugin_reads_its_settings_in_php(wish: Wish, url: str) -> None:
    actual = install(Wish(wish.wp_config, wish.settings_file, url), {})
    php = shutil.which("php")
    assert php is not None, "PHP is missing: install the package php-cli."

    code = "define('ABSPATH', '/'); $c = require $argv[1]; echo $c['sidecar_url'], ' ', $c['secret'];"
    done = subprocess.run(
        [php, "-r", code, str(actual.shim / "config.php")], capture_output=True, check=True, text=True
    )

    assert done.stdout == f"{url} {actual.settings.shim_secret}"


def test_a_missing_plugins_folder_is_said(wish: Wish, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="--plugins"):
        install(Wish(wish.wp_config, wish.settings_file, URL, tmp_path / "nowhere"), {})


@pytest.mark.parametrize("content", [b"\xff\xfe", b"<?php echo 1;"])
def test_a_file_that_is_no_wp_config_is_said(wish: Wish, content: bytes) -> None:
    wish.wp_config.write_bytes(content)

    with pytest.raises(SetupError):
        install(wish, {})
    assert not wish.settings_file.exists()


def test_the_command_shows_the_key_once(wish: Wish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BKX_ZAPIER_CONFIG", str(wish.settings_file))

    first, second = (CliRunner().invoke(cli, ["init", str(wish.wp_config)]) for _ in range(2))

    assert (first.exit_code, "bkx_live_" in first.output) == (0, True)
    assert (second.exit_code, "bkx_live_" in second.output) == (0, False)


def test_keys_can_be_made_listed_and_revoked_from_the_command_line(
    wish: Wish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BKX_ZAPIER_CONFIG", str(wish.settings_file))
    install(wish, {})
    runner = CliRunner()

    made = runner.invoke(cli, ["keys", "create", "--label", "Second", "--days", "7"]).output.strip()
    public_id = made.split("_")[2]
    revoked = runner.invoke(cli, ["keys", "revoke", public_id])
    listed = runner.invoke(cli, ["keys", "list"]).output

    assert revoked.output == f"Revoked {public_id}.\n"
    assert f"{public_id}  …{made[-4:]}  revoked   user 1  never used  Second" in listed
    assert made not in listed
