"""The routes that want an API key or an access token, each as a call of it may look."""

from __future__ import annotations

KEY_ROUTES = [
    ("POST", "/v1/subscribe"),
    ("DELETE", "/v1/subscribe/01KAPWQ8Z2M6T3V7X9B4C5D1EF"),
    ("GET", "/v1/poll?trigger=booking_created"),
    ("GET", "/v1/triggers"),
    ("GET", "/v1/triggers/booking_created"),
    ("GET", "/v1/triggers/booking_created/sample"),
    ("GET", "/v1/test"),
    ("GET", "/v1/actions"),
    ("GET", "/v1/actions/create_booking"),
    ("POST", "/v1/actions"),
    ("POST", "/action/create-booking"),
    ("GET", "/v1/searches"),
    ("GET", "/v1/searches/find_booking"),
    ("POST", "/v1/searches"),
    ("GET", "/v1/lists"),
    ("GET", "/v1/lists/services"),
    ("POST", "/trigger/review-submitted"),
]
