"""What is sent and answered: the shapes of the interface, as JSON Schema. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from portal.implementation.rules.ledger import How, Shown
from portal.submissions.kinds import (
    BODY_LENGTH,
    DIFFERS_LENGTH,
    KINDS,
    QUOTATION_LENGTH,
    QUOTATIONS_AT_MOST,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Consent,
    Field,
    FieldType,
)
from portal.submissions.rules import SHARE_CHECK, Evidence, Sharing, Status

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
REFERENCE: Schema = {"type": "string", "pattern": "^[0-9a-z]{8}$", "examples": ["k7m29qxt"]}
TEXTS: Schema = {"type": "array", "items": TEXT}
KIND: Schema = {"enum": list(KINDS)}


def ref(name: str) -> Schema:
    """A shape that is described once."""
    return {"$ref": f"#/components/schemas/{name}"}


def json_of(schema: Schema) -> Schema:
    """A body of JSON."""
    return {"application/json": {"schema": schema}}


def object_of(needed: Mapping[str, Schema], more: Mapping[str, Schema] | None = None) -> Schema:
    """An object that always has the first, and may have the others."""
    return {"type": "object", "required": list(needed), "properties": {**needed, **(more or {})}}


def list_of(of: Schema) -> Schema:
    """A list of the same."""
    return {"type": "array", "items": of}


def maybe(schema: Schema) -> Schema:
    """What is null where there is none."""
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(words: type[StrEnum], *more: str) -> Schema:
    """One of these words."""
    return {"enum": [*words, *more]}


def at_most(length: int) -> Schema:
    """Text of at most so many characters."""
    return {"type": "string", "maxLength": length}


def _answer_to(asked: Field) -> Schema:
    """What a question of a kind takes, as ``submissions.rules.checked_details`` checks it."""
    options = [option for option, _label in asked.options]
    schema: Schema
    match asked.type:
        case FieldType.CHOICE:
            schema = {"enum": ["", *options]}
        case FieldType.CHOICES:
            schema = list_of({"enum": options})
        case FieldType.DATE:
            schema = {"anyOf": [DAY, {"const": ""}]}
        case FieldType.QUOTATIONS:
            one = object_of({"text": at_most(QUOTATION_LENGTH), "consent": one_of(Consent, "")})
            schema = {**list_of({**one, "additionalProperties": False}), "maxItems": QUOTATIONS_AT_MOST}
        case _:
            schema = at_most(asked.max_length)
    return {**schema, "description": asked.label}


def _details() -> Schema:
    """The questions of all kinds: which of them are asked depends on the kind."""
    asked = {one.name: _answer_to(one) for kind in KINDS.values() for one in kind.fields}
    return {"type": "object", "description": "The answers to the questions of the kind.", "properties": asked}


WRITTEN: Mapping[str, Schema] = {
    "title": at_most(TITLE_LENGTH),
    "summary": at_most(SUMMARY_LENGTH),
    "body": {**at_most(BODY_LENGTH), "description": "Markdown"},
    "details": ref("Details"),
    "sharing": one_of(Sharing),
    "evidence": one_of(Evidence),
    "topics": {**TEXTS, "description": "Names of topics, as they stand in an address of the library"},
    "differs": {
        **at_most(DIFFERS_LENGTH),
        "description": "How it differs from what the library holds already, for whoever decides on it",
    },
    "share_check": {
        "type": "object",
        "description": "“Can I share this?”, by the name of each question. What is left open at sending counts as yes.",
        "properties": {name: {"enum": ["yes", "no"], "description": words} for name, words, _ in SHARE_CHECK},
    },
}
ONLY_WRITTEN = frozenset({"evidence", "share_check", "differs"})  # what is answered has another shape
_LINE: Mapping[str, Schema] = {
    "reference": REFERENCE,
    "title": TEXT,
    "summary": TEXT,
    "kind": KIND,
    "marker": TEXT,
    "organisation": {**TEXT, "description": "Its code"},
    "organisation_name": TEXT,
    "topics": TEXTS,
    "reviewed": {**TRUTH, "description": "False where it was published first and is reviewed after"},
    "evidence": TEXT,
    "outcome": TEXT,
    "published_on": DAY,
    "changed_on": DAY,
    "standing": {
        "enum": ["current", "stale", "retired"],
        "description": "Stale: nobody has said in time that it is still right",
    },
    "confirmed_on": {**DAY, "description": "When somebody last said that it is right"},
    "url": TEXT,
}
# What visitors without a token are not told; the key only of what was imported.
_FOR_COLLEAGUES: Mapping[str, Schema] = {
    "review_on": {**maybe(DAY), "description": "By when somebody says again that it is right"},
    "external_id": {**TEXT, "description": "The key it was imported under"},
}
STATE: Mapping[str, Schema] = {
    "reference": REFERENCE,
    "status": one_of(Status),
    "version": NUMBER,
    "waiting_for": maybe(TEXT),
    "step": maybe(REFERENCE),
}
_VOICE = object_of({"who": maybe(TEXT), "state": TEXT, "words": TEXT, "due": maybe(DAY)})
SCHEMAS: Mapping[str, Schema] = {
    "Error": object_of({"error": object_of({"code": TEXT, "message": TEXT, "field": maybe(TEXT)})}),
    "Details": _details(),
    "Line": object_of({**_LINE, "score": {"type": "number"}, "partial": TRUTH}, _FOR_COLLEAGUES),
    "Item": object_of(
        {
            **_LINE,
            "author": {**TEXT, "description": "As this reader may know them"},
            "edited_without_author": TEXT,
            "summed_up_by_approver": {
                **TRUTH,
                "description": "True where its author left the summary to them",
            },
            "status": {"enum": ["published", "declined", "merged"]},
            "merged_into": {
                **maybe(REFERENCE),
                "description": "The item that says the same and is found instead",
            },
            "merged": list_of(object_of({"reference": REFERENCE, "title": TEXT, "author": TEXT})),
            "retired_on": maybe(DAY),
            "retired_because": TEXT,
            "successor": {**maybe(REFERENCE), "description": "What to read instead, where this reader may"},
            "version": NUMBER,
            "minutes": NUMBER,
            "sections": list_of(object_of({"name": TEXT, "heading": TEXT, "html": TEXT})),
            "facts": list_of(object_of({"label": TEXT, "words": TEXT})),
            "text": TEXT,
        },
        {
            **_FOR_COLLEAGUES,
            "responses": object_of({"useful": NUMBER, "used": NUMBER, "did_not_fit": NUMBER}),
            "same_question": {
                **list_of(object_of({"reference": REFERENCE, "title": TEXT})),
                "description": "Other answers to the same question, as far as this reader may read them",
            },
            "adoptions": list_of(
                object_of(
                    {
                        "organisation": TEXT,
                        "unit": {**maybe(TEXT), "description": "Nothing for the organisation as a whole"},
                        "how": one_of(How),
                        "since": DAY,
                        "changed": TEXT,
                        "context": TEXT,
                        "result": TEXT,
                        "note": TEXT,
                    }
                )
            ),
            "shown_by_use": {
                **one_of(Shown),
                "description": "Read off the entries and what came of it at home",
            },
            "stands_at": {**TEXT, "description": "Where it has got to at home"},
            "owner": {**TEXT, "description": "The post of duty that sees it through"},
        },
    ),
    "Alike": object_of(
        {
            "reference": REFERENCE,
            "external_id": maybe(TEXT),
            "title": TEXT,
            "score": {"type": "number"},
            "status": {"enum": ["published", "declined", "retired"]},
            "kind": KIND,
            "marker": {
                **TEXT,
                "description": "The step that an impact case has reached, or the sort of placement",
            },
            "organisation_name": TEXT,
            "outcome": TEXT,
            "came_of_it": {**TEXT, "description": "What came of it, in words"},
            "reason": {**TEXT, "description": "Why, in the words of whoever said so"},
            "said_on": {
                **DAY,
                "description": "When that was said; where nobody said anything, when it was published",
            },
            "published_on": DAY,
            "url": TEXT,
        }
    ),
    "State": object_of(STATE),
    "Post": object_of(
        {
            **STATE,
            **{name: schema for name, schema in WRITTEN.items() if name not in ONLY_WRITTEN},
            "kind": KIND,
            "evidence": TEXT,
            "updates": maybe(REFERENCE),
            "share_check": maybe({"type": "object"}),
            "differs": maybe(TEXT),
            "author": TEXT,
            "way": list_of(
                object_of(
                    {
                        "name": TEXT,
                        "state": TEXT,
                        "needed": NUMBER,
                        "beside": TRUTH,
                        "voices": list_of(_VOICE),
                    }
                )
            ),
            "timeline": list_of(
                object_of({"event": TEXT, "on": TEXT, "who": TEXT, "holder": TEXT, "reason": TEXT})
            ),
        }
    ),
    "Step": object_of(
        {
            "reference": REFERENCE,
            "submission": object_of({"reference": REFERENCE, "title": TEXT, "kind": KIND}),
            "version": NUMBER,
            "question": TEXT,
            "checklist": TEXTS,
            "criteria": list_of(object_of({"name": TEXT, "weight": NUMBER})),
            "due": DAY,
        }
    ),
}
