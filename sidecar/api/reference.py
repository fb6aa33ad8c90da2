"""What the API reference says beside the routes: bodies, the key, and how errors look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import msgspec
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import (
    Components,
    OAuthFlow,
    OAuthFlows,
    OpenAPIMediaType,
    OpenAPIType,
    Operation,
    Parameter,
    RequestBody,
    Schema,
    SecurityRequirement,
    SecurityScheme,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

KEY_SCHEME = "apiKey"
BEARER_SCHEME = "oauth"
KEY_REQUIRED: list[SecurityRequirement] = [{KEY_SCHEME: []}, {BEARER_SCHEME: []}]
OPEN: list[SecurityRequirement] = [{}]
"""Said by routes that need no key."""
MEANINGS = {
    400: "The request cannot be read.",
    401: "The API key or access token is missing, wrong, revoked or expired.",
    403: "The API key or access token may not do that.",
    404: "There is no such thing; the message says what to ask for instead.",
    409: "What was asked for cannot be done as things are: the time is taken, the status is final.",
    413: "The body is too large.",
    422: "Fields are missing, wrong or not allowed; each is named.",
    429: "The key has made its calls of this minute. Come back in as many seconds as Retry-After says.",
    503: "Come back in as many seconds as Retry-After says.",
}
OF_EVERY_ROUTE = (400, 401, 403, 429, 503)


class Fault(msgspec.Struct, frozen=True):
    """One field that is wrong, and what would be right."""

    field: str
    problem: str


class Failure(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong, and what to do next."""

    code: str
    message: str
    fields: list[Fault] = []


class FailureBody(msgspec.Struct, frozen=True):
    """The one shape of every error."""

    error: Failure


def failures(*statuses: int) -> dict[int, ResponseSpec]:
    """Return the error answers of a route that needs a key: those of all such routes, and its own."""
    return {
        status: ResponseSpec(FailureBody, generate_examples=False, description=MEANINGS[status])
        for status in sorted({*OF_EVERY_ROUTE, *statuses})
    }


def describe_form(shape: type[Any]) -> type[Operation]:
    """Return what lets a route that reads a form by itself show it."""
    return describe_body(shape, media_type="application/x-www-form-urlencoded")


def describe_query(shape: type[Any]) -> type[Operation]:
    """Return what lets a route that reads its query by itself show it: texts alone."""
    (schema,), parts = msgspec.json.schema_components([shape], ref_template="{name}")
    whole = _inline(schema, parts)
    said = [
        Parameter(
            name=name,
            param_in="query",
            required=name in whole["required"],
            description=item["description"],
            schema=Schema(type=OpenAPIType.STRING),
        )
        for name, item in whole["properties"].items()
    ]

    @dataclass
    class OperationWithQuery(Operation):
        def __post_init__(self) -> None:
            self.parameters = [*(self.parameters or []), *said]

    return OperationWithQuery


def describe_body(
    shape: type[Any], *headers: Parameter, media_type: str = "application/json"
) -> type[Operation]:
    """Return what lets a route that reads body and headers by itself show them, the body's shape whole."""
    (schema,), parts = msgspec.json.schema_components([shape], ref_template="{name}")
    whole = _inline(schema, parts)

    @dataclass
    class OperationWithBody(Operation):
        def __post_init__(self) -> None:
            content = {media_type: OpenAPIMediaType(schema=cast("Schema", whole))}
            self.request_body = RequestBody(content=content, required=True)
            self.parameters = [*(self.parameters or []), *headers] or None

    return OperationWithBody


def _inline(schema: Any, parts: Mapping[str, Any]) -> Any:
    """Return a schema with its parts in it: the framework keeps none that it has not made itself."""
    if isinstance(schema, list):
        return [_inline(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inline(parts[schema["$ref"]] | {k: v for k, v in schema.items() if k != "$ref"}, parts)
    return {key: _inline(item, parts) for key, item in schema.items()}


def describe_components() -> Components:
    """Return how the key, or the token, is sent."""
    key = SecurityScheme(
        type="apiKey", name="X-API-Key", security_scheme_in="header", description="A key of this site."
    )
    flow = OAuthFlow(
        authorization_url="oauth/authorize",
        token_url="oauth/token",  # noqa: S106 # an address
        refresh_url="oauth/token",
        scopes={
            "triggers": "Start Zaps, and read what they are told.",
            "actions": "Change the site, as far as the user may.",
            "searches": "Read the site: searches, and lists of choices.",
        },
    )
    token = SecurityScheme(
        type="oauth2",
        description="Authorization: Bearer, with PKCE; addresses are relative to the server's.",
        flows=OAuthFlows(authorization_code=flow),
    )
    return Components(security_schemes={KEY_SCHEME: key, BEARER_SCHEME: token})
