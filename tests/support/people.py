"""Users of a WordPress site beside its owner, one for each role, and how they log in."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from playwright.sync_api import Page

    from tests.support.wordpress import WordPress

MAKE = """
    $made = array();
    foreach ( json_decode( $argv[1] ) as $role => $login ) {
        $person = array( 'user_login' => $login, 'user_pass' => "made-up-$role", 'role' => $role,
            'user_email' => "$login@example.test", 'display_name' => "Alex $role" );
        $made[ $role ] = wp_insert_user( $person );
    }
    echo wp_json_encode( $made );
"""
DELETE = """
    require_once ABSPATH . 'wp-admin/includes/user.php';
    foreach ( json_decode( $argv[1] ) as $id ) {
        wp_delete_user( $id );
    }
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can log in."""

    id: int
    role: str
    name: str
    """What is typed at the login."""

    @property
    def display_name(self) -> str:
        """What others see."""
        return f"Alex {self.role}"

    @property
    def password(self) -> str:
        """What is typed at the login, too."""
        return f"made-up-{self.role}"


def register(wordpress: WordPress, roles: Collection[str]) -> Iterator[dict[str, Person]]:
    """Have a user of each role while the generator is suspended; for fixtures."""
    logins = {role: f"{role}-{secrets.token_hex(4)}" for role in roles}  # other modules have users, too
    ids: dict[str, int] = json.loads(wordpress.run_php(MAKE, json.dumps(logins)))
    yield {role: Person(id_, role, logins[role]) for role, id_ in ids.items()}
    wordpress.run_php(DELETE, json.dumps(list(ids.values())))


def log_in(wordpress: WordPress, page: Page, person: Person) -> None:
    """Log somebody in; the page shows wp-admin afterwards."""
    page.goto(f"{wordpress.url}/wp-login.php")
    page.fill("#user_login", person.name)
    page.fill("#user_pass", person.password)
    page.click("#wp-submit")
    page.wait_for_selector("#wpadminbar")
