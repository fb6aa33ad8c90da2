"""The errors a caller can cause or must hear of: each class is one code, one status, one message.

The user-facing sentences are those of the specification's section 15. `sidecar.api.failures` turns any of
them into the one JSON shape. Those of who calls, and what they may do, are in access_errors.py.
"""

from __future__ import annotations

from typing import Any, ClassVar


class SidecarError(Exception):
    """Something went wrong that has a name, a status and a next step for the reader."""

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    challenge: ClassVar[str] = ""
    """What WWW-Authenticate says of it (RFC 6750, section 3)."""
    message: ClassVar[str] = "Something went wrong on our side. Please try again; the log has the details."

    def __init__(
        self,
        message: str | None = None,
        *,
        fields: list[FieldFault] | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        self.text = message or self.message
        self.fields = fields or []
        self.retry_after_seconds = retry_after_seconds
        super().__init__(self.text)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON error shape: `{"error": {"code", "message", "fields"?}}`."""
        error: dict[str, Any] = {"code": self.code, "message": self.text}
        if self.fields:
            error["fields"] = [fault.as_dict() for fault in self.fields]
        return {"error": error}


class FieldFault:
    """One field of a request that is wrong, and what would be right; `reason` is a word for programs.

    A name that the caller made up (`is_known` is False) goes back to the caller, and into no log: it may be
    anything, as where names and values were mixed up.
    """

    def __init__(self, field: str, problem: str, reason: str = "", *, is_known: bool = True) -> None:
        self.field = field
        self.problem = problem
        self.reason = reason
        self.is_known = is_known

    def as_dict(self) -> dict[str, str]:
        """Return the JSON form of this fault; `reason` only where there is one."""
        fault = {"field": self.field, "problem": self.problem}
        return fault | {"reason": self.reason} if self.reason else fault


class ReusedKeyError(SidecarError):
    """An idempotency key came with other inputs than before."""

    code = "idempotency_key_reused"
    status = 422
    message = "This key was used for another request before. Use a new key, or send the same inputs."


class StillRunningError(SidecarError):
    """The first call with this idempotency key has not ended."""

    code = "still_running"
    status = 409
    message = "The same request is still under way. Please ask again with the same key."


class UnstorableTextError(SidecarError):
    """The site's tables keep fewer letters than a text has: old ones know neither emoji nor rare letters."""

    code = "unstorable_text"
    status = 422
    message = (
        "The site's database cannot keep a text of this request: emoji and rare letters do not fit into "
        "its tables, or the text is too long. Send it without them."
    )


class InvalidDataError(SidecarError):
    """A field is missing, of the wrong type or not allowed; `fields` names each one."""

    code = "invalid_data"
    status = 422
    message = "The provided data is invalid or incomplete."


class MalformedBodyError(SidecarError):
    """The body is not UTF-8 JSON, or nested too deeply."""

    code = "malformed_body"
    status = 400
    message = "The request body must be a JSON object in UTF-8."


class BodyTooLargeError(SidecarError):
    """The body is over the limit for requests."""

    code = "body_too_large"
    status = 413
    message = "The request body is over 64 KB. Send less in one request."


class UnknownTriggerError(SidecarError):
    """No trigger of the catalog has this key."""

    code = "unknown_trigger"
    status = 404
    message = "There is no such trigger. GET /v1/triggers lists those there are."


class UnknownActionError(SidecarError):
    """No action of the catalog has this key."""

    code = "unknown_action"
    status = 404
    message = "There is no such action. GET /v1/actions lists those there are."


class UnknownSearchError(SidecarError):
    """No search of the catalog has this key."""

    code = "unknown_search"
    status = 404
    message = "There is no such search. GET /v1/searches lists those there are."


class UnknownListError(SidecarError):
    """No list of choices of the catalog has this key."""

    code = "unknown_list"
    status = 404
    message = "There is no such list of choices. GET /v1/lists lists those there are."


class TargetNotAllowedError(SidecarError):
    """The target URL is not one of Zapier's, or not https."""

    code = "target_not_allowed"
    status = 422
    message = "The target URL must be an https address of Zapier."


class NotFoundError(SidecarError):
    """The address, or the object it names, does not exist."""

    code = "not_found"
    status = 404
    message = "There is nothing at this address. The API reference lists every endpoint."


class MethodNotAllowedError(SidecarError):
    """The address exists, but not for this HTTP method."""

    code = "method_not_allowed"
    status = 405
    message = "This address does not answer that method. The API reference lists every endpoint."


class RateLimitExceededError(SidecarError):
    """The key has made its calls of this minute."""

    code = "rate_limit_exceeded"
    status = 429
    message = "Rate limit exceeded. Please try again in a minute."


class ServiceUnavailableError(SidecarError):
    """The database cannot be reached; the caller should come back."""

    code = "service_unavailable"
    status = 503
    message = "The booking service is temporarily unavailable."


class LostCommitError(ServiceUnavailableError):
    """The database was told to commit and did not say whether it has: whoever wrote must look."""


class BusyError(SidecarError):
    """Others are writing for the same staff member or customer, and did not finish in time."""

    code = "busy"
    status = 503
    message = "Others are busy with the same staff member or customer at this moment. Please try again."


class CrowdedError(SidecarError):
    """So many calls are under way that this one would not be answered in time; nothing was begun."""

    code = "crowded"
    status = 503
    message = "Too many requests are under way at this moment. Please try again."


class RefreshedTooOftenError(SidecarError):
    """A connection asks for new tokens all the time; those that it has stay good."""

    code = "refreshed_too_often"
    status = 503
    message = (
        "This connection was refreshed too often within an hour. Use the newest tokens, and try again later."
    )


class SetupError(SidecarError):
    """Something about this installation must be changed by its operator; the message says what."""

    code = "setup"
    status = 503
    message = "The sidecar is not set up. Run `sidecar init` with the site's wp-config.php."
