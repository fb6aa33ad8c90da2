"""The definitions of WordPress's tables are made once: each call stands on them."""

from __future__ import annotations

from sidecar.wp_bridge.tables import WpTables


def test_two_users_of_one_prefix_share_the_tables() -> None:
    first, second = WpTables("wp_"), WpTables("wp_")

    assert all(getattr(first, name) is getattr(second, name) for name in ("posts", "postmeta", "users"))


def test_a_site_of_a_network_has_its_own_posts_and_the_networks_users() -> None:
    tables = WpTables("wp_2_", "wp_")

    assert [tables.posts.name, tables.options.name] == ["wp_2_posts", "wp_2_options"]
    assert [tables.users.name, tables.usermeta.name] == ["wp_users", "wp_usermeta"]
