"""The API reference says what a client must know: the key, the body of a subscription, and every error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.contract.conftest import Api


@pytest.fixture
def reference(small_api: Api) -> Any:
    return small_api.call("GET", "/schema/openapi.json").json()


OPEN = {
    "/health/live",
    "/health/ready",
    "/v1/reports/{report_id}/{file_name}",
    "/oauth/authorize",
    "/oauth/token",
    "/oauth/revoke",
}
"""What needs no key: the state of the process, files behind links that are signed, the way to a token."""


def test_a_key_or_a_token_is_asked_for_everywhere_else(reference: Any) -> None:
    assert reference["components"]["securitySchemes"] == {
        "apiKey": {
            "type": "apiKey",
            "name": "X-API-Key",
            "in": "header",
            "description": "A key of this site.",
        },
        "oauth": {
            "type": "oauth2",
            "description": "Authorization: Bearer, with PKCE; addresses are relative to the server's.",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "oauth/authorize",
                    "tokenUrl": "oauth/token",
                    "refreshUrl": "oauth/token",
                    "scopes": {
                        "triggers": "Start Zaps, and read what they are told.",
                        "actions": "Change the site, as far as the user may.",
                        "searches": "Read the site: searches, and lists of choices.",
                    },
                }
            },
        },
    }
    assert reference["security"] == [{"apiKey": []}, {"oauth": []}]
    security = {
        path: operation.get("security")
        for path, operations in reference["paths"].items()
        for operation in operations.values()
    }
    assert {path for path, said in security.items() if said == [{}]} == OPEN
    assert all(said in ([{}], [{"apiKey": []}, {"oauth": []}], None) for said in security.values())


def test_the_way_to_a_token_is_described(reference: Any) -> None:
    paths = reference["paths"]
    asked = {item["name"]: item["required"] for item in paths["/oauth/authorize"]["get"]["parameters"]}
    forms = {
        path: paths[path]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        for path in ("/oauth/token", "/oauth/revoke")
    }

    assert asked == {
        "response_type": True,
        "client_id": True,
        "redirect_uri": True,
        "state": True,
        "code_challenge": True,
        "code_challenge_method": True,
        "scope": False,
    }
    assert {path: form["required"] for path, form in forms.items()} == {
        "/oauth/token": ["grant_type", "client_id"],
        "/oauth/revoke": ["token", "client_id"],
    }
    assert {status for path in forms for status in paths[path]["post"]["responses"]} == {"200", "400", "503"}
    assert set(paths["/oauth/authorize"]["get"]["responses"]) == {"302", "400", "503"}


def test_the_body_of_a_subscription_is_described(reference: Any) -> None:
    body = reference["paths"]["/v1/subscribe"]["post"]["requestBody"]

    schema = body["content"]["application/json"]["schema"]
    assert body["required"]
    assert schema["required"] == ["trigger", "target_url"]
    assert {key: item.get("type") for key, item in schema["properties"].items()} == {
        "trigger": "string",
        "target_url": "string",
        "zap_label": "string",
        "filters": "object",
        "field_mapping": "object",
    }
    assert list(schema["properties"]["field_mapping"]["properties"]) == ["drop", "rename"]
    assert "$ref" not in str(schema)


def test_the_parameters_of_a_poll_are_described(reference: Any) -> None:
    parameters = reference["paths"]["/v1/poll"]["get"]["parameters"]

    assert {item["name"]: item["required"] for item in parameters} == {
        "trigger": True,
        "since": False,
        "limit": False,
        "cursor": False,
        "subscription": False,
        "filters": False,
        "field_mapping": False,
    }
    assert all(item["description"] for item in parameters)


def test_every_error_has_the_one_shape(reference: Any) -> None:
    expected = {"$ref": "#/components/schemas/FailureBody"}
    for path in ("/v1/subscribe", "/v1/poll", "/v1/triggers/{key}/sample", "/v1/test"):
        for operation in reference["paths"][path].values():
            failures = {
                status: answer["content"]["application/json"]["schema"]
                for status, answer in operation["responses"].items()
                if status >= "400"
            }
            assert {"400", "401", "403", "429", "503"} <= failures.keys()
            assert all(schema == expected for schema in failures.values())


@pytest.mark.parametrize("path", ["/v1/actions", "/action/{name}"])
def test_the_name_of_a_call_is_described(reference: Any, path: str) -> None:
    parameters = reference["paths"][path]["post"]["parameters"]

    named = {item["in"]: item["name"] for item in parameters}
    assert named == ({"path": "name"} if "{name}" in path else {}) | {"header": "Idempotency-Key"}


def test_addresses_are_relative_to_where_the_reference_is_read(reference: Any) -> None:
    assert [server["url"] for server in reference["servers"]] == ["../"]
