"""Every call of the interface: what it takes and what it answers, as OpenAPI says it. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.authorisation.rules import REASON_LENGTH, Verdict
from portal.interface.schemas import (
    KIND,
    NUMBER,
    REFERENCE,
    STATE,
    TEXT,
    TEXTS,
    WRITTEN,
    Schema,
    at_most,
    json_of,
    list_of,
    maybe,
    object_of,
    one_of,
    ref,
)
from portal.library.search import FACETS, Match, Sort
from portal.submissions.kinds import SUMMARY_LENGTH
from portal.submissions.rules import Sharing

# What can be refused, and why. Each says so in a sentence fit to show a person.
REFUSALS: Mapping[str, str] = {
    "400": "What was sent cannot be read.",
    "401": "No token, or one that is not valid.",
    "403": "The token's person may not do this, or its scopes do not include it.",
    "404": "Not there, or not this person's to know of.",
    "409": "Not as things stand: already decided, an old version, or something is missing.",
    "413": "More was sent than is taken.",
    "500": "Something went wrong on our side. Nothing was changed.",
    "503": "Nothing can be saved just now. Nothing was changed.",
}
ALWAYS = ("401", "403", "500", "503")


_IN_ADDRESS: Schema = {
    "name": "reference",
    "in": "path",
    "required": True,
    "description": "As it stands in an address of the portal.",
    "schema": REFERENCE,
}
_ONCE: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same key again gives the first answer again, and does nothing twice.",
    "schema": {"type": "string", "maxLength": 100, "pattern": "^[A-Za-z0-9_-]+$"},
}


def call(
    name: str,
    what: str,
    answer: Schema,
    *,
    status: str = "200",
    also: str = "",
    takes: Schema | None = None,
    needs_body: bool = True,
    asks: Sequence[Schema] = (),
    on_one: bool = False,
    unsafe: bool = False,
    visitors: bool = False,
) -> dict[str, Any]:
    """One call of the interface.

    One ``on_one`` is about the thing whose reference stands in the address; ``also`` is a second status of success.
    ``visitors`` are answered without a token, as far as it is approved for the public.
    """
    told = {status: {"description": what, "content": json_of(answer)}}
    if also:
        told[also] = told[status]
    refused = [*ALWAYS, *(("404",) if on_one else ()), *(("400", "409", "413") if unsafe else ())]
    said: dict[str, Any] = {
        "operationId": name,
        "summary": what,
        "responses": told | {each: {"$ref": f"#/components/responses/{each}"} for each in sorted(refused)},
    }
    if visitors:
        said["security"] = [{"token": []}, {}]
    parameters = [*([_IN_ADDRESS] if on_one else []), *asks, *([_ONCE] if unsafe else [])]
    if parameters:
        said["parameters"] = parameters
    if takes is not None:
        said["requestBody"] = {"required": needs_body, "content": json_of(takes)}
    return said


def asked_for(name: str, what: str, schema: Schema = TEXT) -> Schema:
    """A part of a search's address that can be left out."""
    return {"name": name, "in": "query", "required": False, "description": what, "schema": schema}


_SEARCH: Mapping[str, Any] = call(
    "search",
    "Search the library",
    object_of(
        {
            "total": NUMBER,
            "page": NUMBER,
            "pages": NUMBER,
            "per_page": NUMBER,
            "items": list_of(ref("Line")),
            "facets": {
                "type": "object",
                "additionalProperties": list_of(object_of({"value": TEXT, "label": TEXT, "count": NUMBER})),
            },
            "suggestion": maybe(TEXT),
            "warning": maybe(TEXT),
        }
    ),
    asks=(
        asked_for("q", "Words, “phrases”, -not and prefixes*"),
        asked_for("match", "Whether every word has to be in it; left out: every word first", one_of(Match)),
        *(asked_for(facet, "A filter; several may be given", TEXTS) for facet in FACETS),
        asked_for("sort", "The order", one_of(Sort)),
        asked_for("page", "From 1", NUMBER),
        asked_for("per_page", "How many on a page", NUMBER),
    ),
    visitors=True,
)
PATHS: Mapping[str, Mapping[str, Any]] = {
    "/library": {"get": _SEARCH},
    "/library/{reference}": {
        "get": call("read", "One item of the library, whole", ref("Item"), on_one=True, visitors=True)
    },
    "/similar": {
        "get": call(
            "similar",
            "Has this been tried?",
            object_of({"items": list_of(ref("Alike"))}),
            asks=(asked_for("title", "The title of what is thought of"), asked_for("text", "And its words")),
        )
    },
    "/submissions": {
        "post": call(
            "begin",
            "Begin a draft",
            object_of({name: STATE[name] for name in ("reference", "status", "version")}),
            status="201",
            takes=object_of({"kind": KIND}, WRITTEN),
            unsafe=True,
        )
    },
    "/submissions/{reference}": {
        "get": call(
            "post", "A post of one's own, or one that waits for one, with its story", ref("Post"), on_one=True
        ),
        "patch": call(
            "change",
            "Change a draft, or a post that came back, on the version that was read",
            object_of({**STATE, "share_check": {"type": "object"}}),
            takes=object_of({"version": NUMBER}, WRITTEN),
            on_one=True,
            unsafe=True,
        ),
    },
    "/submissions/{reference}/send": {
        "post": call(
            "send",
            "Send a post on its way",
            ref("State"),
            takes=object_of({}, {"share_check": WRITTEN["share_check"]}),
            needs_body=False,
            on_one=True,
            unsafe=True,
        )
    },
    "/submissions/{reference}/update": {
        "post": call(
            "update",
            "Bring a published post up to date: the update that is open, or a new one",
            ref("State"),
            status="201",
            also="200",
            on_one=True,
            unsafe=True,
        )
    },
    "/steps": {
        "get": call(
            "waiting",
            "What waits for one's decision",
            object_of({"items": list_of(ref("Step"))}),
            asks=(asked_for("waiting", "Whose", {"const": "me"}),),
        )
    },
    "/steps/{reference}/decide": {
        "post": call(
            "decide",
            "Decide, on the version that was read",
            object_of({"reference": REFERENCE, "state": TEXT, "submission": ref("State")}),
            takes=object_of(
                {"verdict": one_of(Verdict), "version": NUMBER},
                {
                    "reason": {**at_most(REASON_LENGTH), "description": "Needed unless it is approved"},
                    "code": TEXT,
                    "summary": at_most(SUMMARY_LENGTH),
                    "sharing": {
                        **one_of(Sharing, ""),
                        "description": "For fewer readers than were asked for",
                    },
                    "ticked": TEXTS,
                    "scores": {
                        "type": "object",
                        "additionalProperties": object_of(
                            {"score": {"type": "integer", "minimum": 0, "maximum": 4}}, {"note": TEXT}
                        ),
                    },
                    "leave": TEXT,
                },
            ),
            on_one=True,
            unsafe=True,
        )
    },
}
