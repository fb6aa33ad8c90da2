"""A wp-config.php is understood as PHP would understand it, or its riddle is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sidecar.errors import SetupError
from sidecar.wp_bridge.php.wp_config import (
    DatabaseHost,
    WpConfig,
    check_prefix,
    parse_db_host,
    parse_wp_config,
)

if TYPE_CHECKING:
    from pathlib import Path

USUAL = r"""<?php
/** The name of the database: define( 'DB_NAME', 'not this one' ); */
# define('DB_USER', 'nor this');
// define('DB_PASSWORD', 'nor "this');
define( 'DB_NAME', 'shop' );
define('DB_USER','o\'brien');
define ( "DB_PASSWORD" , 'a\\b"c;//d#e' ) ;
define( 'DB_HOST', "localhost:3307" );
define( 'DB_CHARSET', 'utf8' );
define( 'DB_COLLATE', '' );
define( 'AUTH_KEY', '); $table_prefix = "bad";' );
define( 'WP_DEBUG', false );
define( 'WP_HOME', 'https://shop.example.test/' );
$table_prefix = 'shop_';
if ( ! defined( 'ABSPATH' ) ) { define( 'ABSPATH', __DIR__ . '/' ); }
require_once ABSPATH . 'wp-settings.php';
"""

DOCKER = """<?php
if (!function_exists('getenv_docker')) {
    function getenv_docker($env, $default) {
        if ($fileEnv = getenv($env . '_FILE')) { return rtrim(file_get_contents($fileEnv), "\\r\\n"); }
        else if (($val = getenv($env)) !== false) { return $val; }
        else { return $default; }
    }
}
define( 'DB_NAME', getenv_docker('WORDPRESS_DB_NAME', 'wordpress') );
define( 'DB_USER', getenv_docker('WORDPRESS_DB_USER', 'example username') );
define( 'DB_PASSWORD', getenv_docker('WORDPRESS_DB_PASSWORD', 'example password') );
define( 'DB_HOST', getenv_docker('WORDPRESS_DB_HOST', 'mysql') );
define( 'DB_CHARSET', getenv_docker('WORDPRESS_DB_CHARSET', 'utf8mb4') );
$table_prefix = getenv_docker('WORDPRESS_TABLE_PREFIX', 'wp_');
"""


def make_config(**values: str) -> str:
    """Write a file of PHP expressions; `prefix` is the table prefix."""
    expressions = {
        "DB_NAME": "'n'",
        "DB_USER": "'u'",
        "DB_PASSWORD": "'p'",
        "DB_HOST": "'h'",
        "prefix": "'wp_'",
    } | values
    prefix = expressions.pop("prefix")
    defines = "\n".join(f"define( '{name}', {value} );" for name, value in expressions.items() if value)
    return f"<?php\n{defines}\n" + (f"$table_prefix = {prefix};\n" if prefix else "")


def test_the_usual_file_is_read_whole() -> None:
    actual = parse_wp_config(USUAL, {})

    assert actual == WpConfig(
        database="shop",
        user="o'brien",
        password='a\\b"c;//d#e',
        host=DatabaseHost(host="localhost", port=3307, socket=None),
        charset="utf8mb4",
        table_prefix="shop_",
        home_url="https://shop.example.test",
    )


def test_the_file_of_the_docker_image_is_read_with_its_environment(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    environ = {"WORDPRESS_DB_PASSWORD_FILE": str(secret), "WORDPRESS_DB_HOST": "db:3310"}

    actual = parse_wp_config(DOCKER, environ)

    assert actual == WpConfig(
        database="wordpress",
        user="example username",
        password="from a file",
        host=DatabaseHost(host="db", port=3310, socket=None),
        charset="utf8mb4",
        table_prefix="wp_",
        home_url=None,
    )


def test_a_secret_file_that_is_gone_is_named() -> None:
    with pytest.raises(SetupError, match="WORDPRESS_DB_NAME_FILE names /nowhere/secret"):
        parse_wp_config(DOCKER, {"WORDPRESS_DB_NAME_FILE": "/nowhere/secret"})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("''", ""),
        (r"'it\'s'", "it's"),
        (r"'a\nb'", r"a\nb"),
        (r'"a\tb\\c\$d\"e"', 'a\tb\\c$d"e'),
        (r'"\x41\u{1F338}\101"', "A🌸A"),
        ("getenv('SET')", "from outside"),
        (r"\getenv( 'SET' )", "from outside"),
        ("$_ENV['SET']", "from outside"),
        ("$_SERVER[ 'SET' ]", "from outside"),
        ("getenv('UNSET') ?: 'default'", "default"),
        ("getenv('EMPTY') ?: getenv('SET')", "from outside"),
        ("$_ENV['UNSET'] ?? 'default'", "default"),
        ("getenv_docker('SET', 'default')", "from outside"),
        ("'with ) and , and ;'", "with ) and , and ;"),
    ],
)
def test_a_value_is_what_php_makes_of_it(expression: str, expected: str) -> None:
    config = make_config(DB_PASSWORD=expression)

    actual = parse_wp_config(config, {"SET": "from outside", "EMPTY": ""})

    assert actual.password == expected


@pytest.mark.parametrize(
    "expression",
    [
        "'a' . 'b'",
        "$password",
        '"a$b"',
        "decrypt('x')",
        "getenv()",
        "getenv('UNSET')",
        "true",
        "",
        "getenv(",
        "(",
    ],
)
def test_a_value_that_cannot_be_known_is_named_and_not_guessed(expression: str) -> None:
    with pytest.raises(SetupError, match="DB_PASSWORD"):
        parse_wp_config(make_config(DB_PASSWORD=expression), {})


def test_two_different_definitions_are_reported_and_not_chosen_from() -> None:
    text = make_config() + "define('DB_NAME', 'other');"

    with pytest.raises(SetupError, match=r"DB_NAME .* more than once"):
        parse_wp_config(text, {})


@pytest.mark.parametrize("name", ["DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST"])
def test_a_missing_constant_is_named(name: str) -> None:
    with pytest.raises(SetupError, match=f"{name} is not set"):
        parse_wp_config(make_config(**{name: ""}), {})


def test_a_missing_prefix_is_named() -> None:
    with pytest.raises(SetupError, match=r"\$table_prefix is not set"):
        parse_wp_config(make_config(prefix=""), {})


@pytest.mark.parametrize(
    "text", ["", "<?php", "define(", "/* never closed", "'never closed", "define('DB_NAME',"]
)
def test_a_file_that_is_none_is_a_setup_error(text: str) -> None:
    with pytest.raises(SetupError):
        parse_wp_config(text, {})


@pytest.mark.parametrize(
    ("db_host", "expected"),
    [
        ("localhost", DatabaseHost(host="localhost", port=3306, socket=None)),
        ("db.example.test:3307", DatabaseHost(host="db.example.test", port=3307, socket=None)),
        ("localhost:/run/m.sock", DatabaseHost(host="localhost", port=3306, socket="/run/m.sock")),
        (":/run/m.sock", DatabaseHost(host="localhost", port=3306, socket="/run/m.sock")),
        ("[::1]:3307", DatabaseHost(host="::1", port=3307, socket=None)),
        ("[fe80::1]", DatabaseHost(host="fe80::1", port=3306, socket=None)),
        ("2001:db8::7", DatabaseHost(host="2001:db8::7", port=3306, socket=None)),
    ],
)
def test_a_database_host_is_taken_apart_as_wordpress_does(db_host: str, expected: DatabaseHost) -> None:
    assert parse_db_host(db_host) == expected


@pytest.mark.parametrize("db_host", ["db:port", "db:0", "db:99999", "a b", "[::1"])
def test_a_database_host_that_is_none_is_refused(db_host: str) -> None:
    with pytest.raises(SetupError, match="DB_HOST"):
        parse_db_host(db_host)


@pytest.mark.parametrize("prefix", ["", "wp-", "wp_`; DROP TABLE x", "w" * 41, "wp_\n"])
def test_a_prefix_that_could_not_stand_in_sql_is_refused(prefix: str) -> None:
    with pytest.raises(SetupError, match="table prefix"):
        check_prefix(prefix)


def test_the_database_url_goes_through_the_socket_where_there_is_one() -> None:
    config = parse_wp_config(make_config(DB_HOST="'localhost:/run/m.sock'", DB_PASSWORD="'p@ss/word'"), {})

    actual = config.database_url().render_as_string(hide_password=False)

    assert actual == "mysql+pymysql://u:p%40ss%2Fword@localhost/n?charset=utf8mb4&unix_socket=%2Frun%2Fm.sock"
