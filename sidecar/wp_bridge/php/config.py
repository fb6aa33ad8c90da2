"""Finds the constants and the table prefix that a PHP configuration file sets, token by token.

A regular expression over the raw text would find settings in comments and quotes; so the text is first
cut into PHP's tokens, and only then is it asked what follows a `define`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sidecar.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TABLE_PREFIX = "$table_prefix"

_TOKEN = re.compile(
    r"""(?P<skip>\s+|/\*.*?(?:\*/|\Z)|(?:\#(?!\[)|//)[^\n]*)
    | '(?P<single>(?:[^'\\]|\\.)*)'
    | "(?P<double>(?:[^"\\]|\\.)*)"
    | (?P<name>\$?[A-Za-z_\\][A-Za-z0-9_\\]*)
    | (?P<other>\?:|\?\?|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r'\\(?:([nrtvef\\$"])|x([0-9A-Fa-f]{1,2})|u\{([0-9A-Fa-f]{1,6})\}|([0-7]{1,3}))')
_SIMPLE_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "e": "\x1b", "f": "\f"}
_INTERPOLATION = re.compile(r"(?<!\\)(?:\\\\)*(?:\$[A-Za-z_{]|\{\$)")
_LOOK_UPS = frozenset({"getenv", "getenv_docker", "env"})
_SUPERGLOBALS = frozenset({"$_ENV", "$_SERVER"})
_MAX_UNICODE = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A value that PHP computes in a way that is not understood here; `reason` tells what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of PHP: `text` is its source, `literal` the value of a quoted text."""

    text: str
    literal: str | None = None


def read_assignments(text: str, environ: Mapping[str, str]) -> dict[str, str | Unresolved]:
    """Return every constant that the file defines, and its `$table_prefix`.

    As in PHP the first definition of a constant counts, but two that differ are reported: which of
    them runs depends on code that is not run here. Values that are no texts (`true`) are unresolved.
    """
    tokens = list(_tokenize(text))
    found: dict[str, str | Unresolved] = {}
    for name, expression in _list_settings(tokens):
        value = _resolve(expression, environ)
        if found.setdefault(name, value) != value:
            found[name] = Unresolved("It is set more than once, to different values. Keep one of them.")
    return found


def _tokenize(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        if match["single"] is not None:
            yield _Token(match[0], re.sub(r"\\([\\'])", r"\1", match["single"]))
        elif match["double"] is not None:
            yield _Token(match[0], _unquote(match["double"]))
        elif match["skip"] is None:
            yield _Token(match[0])


def _unquote(quoted: str) -> str | None:
    """Return the value of a double-quoted text; None if it holds variables."""
    return None if _INTERPOLATION.search(quoted) else _ESCAPE.sub(_unescape, quoted)


def _unescape(escape: re.Match[str]) -> str:
    simple, hexadecimal, unicode, octal = escape.groups()
    if simple:
        return _SIMPLE_ESCAPES.get(simple, simple)
    number = int(octal, 8) if octal else int(hexadecimal or unicode, 16)
    return chr(number) if number <= _MAX_UNICODE else escape[0]


def _list_settings(tokens: list[_Token]) -> Iterator[tuple[str, list[_Token]]]:
    """Return the name and the expression of each `define( 'NAME', … )` and `$table_prefix = …;`."""
    for index, token in enumerate(tokens):
        following = tokens[index + 1 : index + 4]
        texts = [found.text for found in following]
        if token.text.lower().lstrip("\\") == "define" and texts[:1] == ["("] and texts[2:] == [","]:
            name = following[1].literal
            if name is not None:
                yield name, _take_expression(tokens, index + 4)
        elif token.text == TABLE_PREFIX and texts[:1] == ["="]:
            yield TABLE_PREFIX, _take_expression(tokens, index + 2)


def _take_expression(tokens: list[_Token], start: int) -> list[_Token]:
    """Return the tokens up to the `)`, `,` or `;` that ends the expression."""
    depth = 0
    for index in range(start, len(tokens)):
        text = tokens[index].text
        if depth == 0 and text in {")", ",", ";"}:
            return tokens[start:index]
        depth += (text in {"(", "["}) - (text in {")", "]"})
    return tokens[start:]


def _resolve(expression: list[_Token], environ: Mapping[str, str]) -> str | Unresolved:
    """Return the value of a literal, or of a look-up in the environment with or without default."""
    for operator in ("?:", "??"):
        texts = [token.text for token in expression]
        if operator in texts:
            at = texts.index(operator)
            first = _resolve(expression[:at], environ)
            return first if isinstance(first, str) and first else _resolve(expression[at + 1 :], environ)
    if len(expression) == 1 and expression[0].literal is not None:
        return expression[0].literal
    return _look_up(expression, environ)


def _look_up(expression: list[_Token], environ: Mapping[str, str]) -> str | Unresolved:
    """Resolve `getenv('X')`, `getenv_docker('X', 'default')`, `$_ENV['X']`."""
    texts = [token.text for token in expression]
    literals = [token.literal for token in expression if token.literal is not None]
    is_call = texts[:1] and texts[0].lstrip("\\") in _LOOK_UPS and texts[1:2] == ["("] and texts[-1] == ")"
    is_array = texts[:1] and texts[0] in _SUPERGLOBALS and texts[1:2] == ["["] and texts[-1] == "]"
    if not (is_call or is_array) or len(expression) != 2 + 2 * len(literals):
        return Unresolved(
            "It is computed by PHP code. Write its value there in quotes, or give `sidecar init` "
            "a copy of the file in which it stands in quotes."
        )
    found = _find_in_environment(literals[0], environ, with_files=texts[0] == "getenv_docker")
    if found is not None:
        return found
    if is_call and len(literals) > 1 and texts[0] != "getenv":
        return literals[1]
    return Unresolved(f"It comes from the environment variable {literals[0]}, which is not set here. Set it.")


def _find_in_environment(name: str, environ: Mapping[str, str], *, with_files: bool) -> str | None:
    """Look a variable up; the Docker image also takes the name of a file from `X_FILE`."""
    path = environ.get(f"{name}_FILE") if with_files else None
    if not path:
        return environ.get(name)
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{name}_FILE names {path}, which cannot be read: {error}.") from error
