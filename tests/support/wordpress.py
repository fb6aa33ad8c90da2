"""A real WordPress with BookingX for the tests: own database, own web server, nothing leaves the machine."""

from __future__ import annotations

import html
import json
import os
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal, Self

import httpx

from tests.support import mariadb as database_user
from tests.support.mariadb import MariaDB
from tests.support.visitor import Visitor
from tests.support.web_server import FILES, USER, WebServer, render

TREE = Path("/usr/share/wordpress")  # Debian's package "wordpress"
STAND_IN = Path(__file__).parents[1] / "acceptance" / "bookingx-stand-in"
PREFIX = "site_"  # not wp_, so that a prefix written by hand shows
ADMIN = "admin"
PASSWORD = "made-up"
SCRIPTS = (
    "scripts"  # a copy of `wordpress-files`: the web server's user may not be able to read this checkout
)
LIST_PAGE = "/wp-admin/edit.php"


class WordPressUnavailableError(RuntimeError):
    """WordPress is not installed on this machine; the message says which package to install."""


class PhpError(AssertionError):
    """A script that ran inside WordPress failed; the message holds what PHP said."""


@dataclass(slots=True)
class WordPress:
    """One running site; `seeds` holds the ids of its seat, bases and extra."""

    folder: Path
    database: str
    mariadb: MariaDB
    server: WebServer
    seeds: dict[str, Any] = field(default_factory=dict)
    admin: httpx.Client = field(init=False)
    guest: httpx.Client = field(init=False)
    visitor: Visitor = field(init=False)
    _versions: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.admin = httpx.Client(base_url=self.url, timeout=60, trust_env=False)
        self.guest = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    @classmethod
    def start(cls, folder: Path, mariadb: MariaDB, *, plugin: Path | None = None) -> Self:
        """Install WordPress in `folder`, serve it and activate BookingX.

        BookingX is `plugin`, else the folder in the environment variable BOOKINGX_PLUGIN, else the
        stand-in. The folder must be one that the user `www-data` can enter.
        """
        plugin = plugin or Path(os.environ.get("BOOKINGX_PLUGIN", STAND_IN))
        database = f"wordpress_{secrets.token_hex(4)}"
        mariadb.create_database(database)
        _copy_files(folder, plugin, mariadb, database)
        site = cls(folder=folder, database=database, mariadb=mariadb, server=WebServer.start(folder))
        try:
            site._install()
        except BaseException:
            site.stop()  # whoever asked gets no site that could be stopped
            raise
        return site

    @property
    def url(self) -> str:
        """The site's address, without a slash at its end."""
        return f"http://{self.server.address}"

    @property
    def path(self) -> Path:
        """WordPress's folder."""
        return self.folder / "site"

    def book(self, **overrides: str) -> int:
        """Book like a visitor; return the booking's id. See `Visitor.book`."""
        return self.visitor.book(**overrides)

    def login(self) -> None:
        """Log `admin` in as the site's administrator."""
        form = {"log": ADMIN, "pwd": PASSWORD, "testcookie": "1"}
        cookie = {"Cookie": "wordpress_test_cookie=WP%20Cookie%20check"}
        answer = self.admin.post("/wp-login.php", data=form, headers=cookie)
        if answer.status_code != httpx.codes.FOUND:
            raise AssertionError(f"the login was refused: {answer.text[:500]}")

    def set_status(self, booking: int, status: str, way: Literal["ajax", "bulk", "php"] = "ajax") -> None:
        """Give a booking a status (`pending ack completed missed cancelled`) as one of three people would.

        ajax: the button in wp-admin's list; bulk: its bulk action; php: another plugin's code.
        """
        if way == "ajax":
            form = {"action": "bkx_action_status", "status": f"{booking}_{status}"}
            self.admin.post("/wp-admin/admin-ajax.php", data=form).raise_for_status()
        elif way == "bulk":
            self.bulk_status([booking], status)
        else:
            self.run_php("(new BkxBooking('', (int) $argv[1]))->update_status($argv[2]);", booking, status)

    def bulk_status(self, bookings: list[int], status: str) -> None:
        """Give many bookings a status in one request of wp-admin's list."""
        listed = self.admin.get(LIST_PAGE, params={"post_type": "bkx_booking"}).raise_for_status()
        query = {
            "post_type": "bkx_booking",
            "_wpnonce": _find(r'name="_wpnonce" value="([0-9a-f]+)"', listed.text),
            "action": f"mark_{status}",
            "action2": "-1",
            "post[]": [str(booking) for booking in bookings],
        }
        _expect_redirect(self.admin.get(LIST_PAGE, params=query))

    def trash(self, booking: int) -> None:
        """Put a booking into the bin with its link in wp-admin's list."""
        listed = self.admin.get(LIST_PAGE, params={"post_type": "bkx_booking"}).raise_for_status()
        link = _find(rf'href="([^"]*post={booking}&(?:amp;|#038;)action=trash[^"]*)"', listed.text)
        referer = {"Referer": str(listed.url)}
        _expect_redirect(self.admin.get(html.unescape(link), headers=referer))

    def untrash(self, booking: int) -> None:
        """Take a booking out of the bin."""
        self.run_php("wp_untrash_post((int) $argv[1]);", booking)

    def delete(self, booking: int) -> None:
        """Delete a booking for good."""
        self.run_php("wp_delete_post((int) $argv[1], true);", booking)

    def age(self, post: object) -> None:
        """Make a booking, or another post, an hour older, by SQL."""
        code = (
            'global $wpdb; $wpdb->query($wpdb->prepare("UPDATE $wpdb->posts SET '
            "post_date_gmt = post_date_gmt - INTERVAL 1 HOUR, "
            'post_modified_gmt = post_modified_gmt - INTERVAL 1 HOUR WHERE ID = %d", $argv[1]));'
        )
        self.run_php(code, post)

    def run_php(self, script: str | Path, *arguments: object) -> str:
        """Run code, or one of `wordpress-files`, in WordPress as its administrator; return what it prints."""
        if isinstance(script, str):
            path = self.folder / "tmp" / f"script-{next(self._versions)}.php"
            path.write_text(f"<?php\n{script}\n")
        else:
            path = self._scripts / script.name
        command = ["php", str(self._scripts / "run.php"), str(self.path), self.server.address, str(path)]
        command += [str(argument) for argument in arguments]
        user = USER if os.geteuid() == 0 else None
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
        if done.returncode != 0:
            raise PhpError((done.stderr + done.stdout).decode(errors="replace")[-2000:])
        return done.stdout.decode()

    def activate(self, plugin: str) -> None:
        """Activate a plugin, by its path below wp-content/plugins."""
        self.run_php(FILES / "activate.php", plugin)

    def deactivate(self, plugin: str) -> None:
        """Deactivate a plugin, by its path below wp-content/plugins."""
        code = "require_once ABSPATH . 'wp-admin/includes/plugin.php'; deactivate_plugins($argv[1]);"
        self.run_php(code, plugin)

    def install_shim(self, source: Path, sidecar_url: str, secret: str) -> None:
        """Install the plugin of this project with a config.php, and activate it."""
        target = self.path / "wp-content" / "plugins" / "bookingx-zapier"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
        _give_to_web_server(target)
        self.configure_shim({"sidecar_url": sidecar_url, "secret": secret})
        self.activate("bookingx-zapier/bookingx-zapier.php")

    def use_plugin(self, name: str, code: str) -> Iterator[None]:
        """Have a must-use plugin while the generator is suspended; for fixtures."""
        path = self.path / "wp-content" / "mu-plugins" / f"{name}.php"
        path.write_text(code)
        yield
        path.unlink()

    def offer_accounts(self) -> Iterator[None]:
        """Let guests take an account while they book, as long as the generator is suspended; for fixtures."""
        names = ("bkx_enable_customer_dashboard", "bkx_allow_signup_during_booking")
        for name in names:
            self.run_php("update_option($argv[1], '1');", name)
        yield
        for name in names:
            self.run_php("delete_option($argv[1]);", name)

    def remove_shim(self) -> None:
        """Deactivate this project's plugin and remove its folder."""
        self.deactivate("bookingx-zapier/bookingx-zapier.php")
        shutil.rmtree(self.path / "wp-content" / "plugins" / "bookingx-zapier")

    def forget_failures(self) -> None:
        """Let the shim's doorbell ring again at once, however the last one went."""
        for path in self._list_breakers():
            path.unlink()

    def age_failures(self, seconds: int) -> None:
        """Make the last failure of the shim's doorbell as many seconds older."""
        for path in self._list_breakers():
            failed_at = path.stat().st_mtime - seconds
            os.utime(path, (failed_at, failed_at))

    def configure_shim(self, values: dict[str, str]) -> None:
        """Write the shim's config.php anew."""
        path = self.path / "wp-content" / "plugins" / "bookingx-zapier" / "config.php"
        lines = "".join(f"\t'{name}' => '{value}',\n" for name, value in values.items())
        path.write_text(f"<?php\nreturn array(\n{lines});\n")
        changed_at = time.time() + next(self._versions)  # PHP keeps what it compiled within one second
        os.utime(path, (changed_at, changed_at))

    def mails(self) -> list[dict[str, Any]]:
        """Return the mails that the site wanted to send, oldest first."""
        path = self.path / "wp-content" / "mails.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def log(self) -> str:
        """Return what PHP wrote to its error log."""
        return (self.folder / "php.log").read_text(errors="replace")

    def stop(self) -> None:
        """Stop serving; the files and the database stay."""
        self.admin.close()
        self.guest.close()
        self.server.stop()

    @property
    def _scripts(self) -> Path:
        return self.folder / SCRIPTS

    def _list_breakers(self) -> list[Path]:
        return list((self.folder / "tmp").glob("bkx-zapier-*"))

    def _install(self) -> None:
        self.run_php(FILES / "install.php", "Corner Salon", ADMIN, PASSWORD)
        self.activate("bookingx/bookingx.php")
        self.seeds = json.loads(self.run_php(FILES / "seed.php"))
        self.visitor = Visitor(self.guest, self.seeds["form"], self.seeds["seat"], self.seeds["bases"][0])
        self.login()


def _copy_files(folder: Path, plugin: Path, mariadb: MariaDB, database: str) -> None:
    """Lay out the site: WordPress's tree, its configuration, BookingX and the mail catcher."""
    if not TREE.is_dir():
        raise WordPressUnavailableError(f"{TREE} is missing: install the package wordpress.")
    folder.chmod(0o755)
    (folder / "tmp").mkdir()
    (folder / "php.log").touch()
    shutil.copytree(FILES, folder / SCRIPTS)
    site = folder / "site"
    subprocess.run(["cp", "--recursive", "--dereference", str(TREE), str(site)], check=True)
    values = {
        "database": database,
        "database_port": str(mariadb.port),
        "prefix": PREFIX,
        "folder": str(folder),
    }
    values |= {"user": database_user.USER, "password": database_user.PASSWORD}
    render("wp-config.php", site / "wp-config.php", values)
    must_use = site / "wp-content" / "mu-plugins"
    must_use.mkdir()
    shutil.copy(FILES / "mail-to-file.php", must_use)
    shutil.copytree(plugin, site / "wp-content" / "plugins" / "bookingx")
    _give_to_web_server(site, folder / "tmp", folder / "php.log", folder / SCRIPTS)


def _give_to_web_server(*paths: Path) -> None:
    """Let it read and write them; without root it is the same user anyway."""
    if os.geteuid() == 0:
        subprocess.run(["chown", "--recursive", f"{USER}:{USER}", *map(str, paths)], check=True)


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise AssertionError(f"wp-admin shows nothing like {pattern}: {text[:1000]}")
    return found[1]


def _expect_redirect(answer: httpx.Response) -> None:
    if answer.status_code != httpx.codes.FOUND:
        raise AssertionError(f"wp-admin answered {answer.status_code}: {answer.text[:1000]}")
