"""What a query may ask is what the API's description says: a name mistyped would be answered with
everything."""

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.gateway.api.answers import UNKNOWN_NAME

LANGUAGE = "lang"
"""Any request may say its language so."""

WITH_CUSTOM = "/tickets"
"""Where one may ask for the values of custom fields."""


def nothing_unknown(request: Request) -> None:
    """Raises RequestValidationError for a name in the query that the operation does not have."""
    path = request.scope["route"].path
    told = request.app.openapi()["paths"][path][request.method.lower()].get("parameters", ())
    names = {one["name"] for one in told if one["in"] == "query"} | {LANGUAGE}
    for name in request.query_params:
        custom = path == WITH_CUSTOM and name.startswith(CUSTOM) and name != CUSTOM
        if name not in names and not custom:
            raise RequestValidationError(
                [{"type": UNKNOWN_NAME, "loc": ("query",), "ctx": {"name": name}}]
            )
