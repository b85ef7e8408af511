"""What other programs may ask: the JSON interface at /api/v1, described as an OpenAPI document.

A notice-board like the others: the doors themselves stand in the rooms, in ``api``. A test holds each of them to what
is said here.
"""

from typing import Any

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from portal.foundation.access import public
from portal.interface.calls import PATHS, REFUSALS
from portal.interface.schemas import SCHEMAS, json_of, ref

interface = Blueprint("interface", __name__, url_prefix="/api/v1")


@interface.get("/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """What other programs may ask, for them and for whoever writes them."""
    settings = current_app.config["SETTINGS"]
    return document(settings.name, settings.url)


def document(name: str, url: str) -> dict[str, Any]:
    """The interface as OpenAPI 3.1: every call, what it takes and what it answers."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{name}: interface for programs",
            "version": "1",
            "description": "A token acts for one person and may do what they may, never more. "
            "Make one with “portal token create”, or ask whoever looks after the portal. Where the public layer "
            "is on, the library answers without a token too, with what is approved for the public.",
        },
        "servers": [{"url": f"{url}/api/v1"}],
        "security": [{"token": []}],
        "paths": PATHS,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": SCHEMAS,
            "responses": {
                status: {"description": words, "content": json_of(ref("Error"))}
                for status, words in REFUSALS.items()
            },
        },
    }
