"""The library for other programs: JSON at /api/v1, and feeds that any reader of feeds can follow."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree as Xml

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from portal.feedback import queries as became
from portal.foundation.access import reader, requires
from portal.implementation import queries as implementation
from portal.library import queries, rules
from portal.library.queries import Card, words_of
from portal.library.search import Sort
from portal.library.views import address, asked_here
from portal.library.views.keeping import freshness_shown
from portal.library.views.merging import leader_of
from portal.library.views.visiting import whole
from portal.library.views.xml import ATOM, answer, put, readable
from portal.people.api import by_token
from portal.submissions.rules import author_shown_to

api = Blueprint("library_api", __name__, url_prefix="/api/v1")
api.before_request(by_token)
feeds = Blueprint("feeds", __name__)

JSON_FEED = "https://jsonfeed.org/version/1.1"
FEED_LENGTH = 30


@api.get("/library")
@requires("library.search", visitors=True)
def search() -> ResponseReturnValue:
    """Search, with the filters and their counts."""
    found = queries.search(reader(), asked_here())
    return {
        "total": found.total,
        "page": found.asked.page,
        "pages": found.pages,
        "per_page": found.asked.per_page,
        "items": [_card(card) for card in found.cards],
        "facets": {
            facet: [{"value": one.value, "label": one.label, "count": one.total} for one in options]
            for facet, options in found.facets.items()
        },
        "suggestion": found.suggestion,
        "warning": found.warning,
    }


def _card(card: Card) -> dict[str, Any]:
    said: dict[str, Any] = {
        "reference": card.reference,
        "title": words_of(card.title),
        "summary": words_of(card.summary),
        "kind": card.kind,
        "marker": card.marker,
        "organisation": card.organisation,
        "organisation_name": card.organisation_name,
        "topics": [slug for slug, _name in card.topics],
        "reviewed": not card.on_trust,
        "evidence": card.evidence,
        "outcome": card.outcome,
        "published_on": card.published_on.isoformat(),
        "changed_on": card.changed_on.isoformat(),
        "standing": card.standing,
        "confirmed_on": card.confirmed_on.isoformat(),
        "score": card.score,
        "partial": card.partial,
        "url": _url(card.reference),
    }
    return said | _for_colleagues(card)


def _for_colleagues(one: Any) -> dict[str, Any]:
    """What only those who are signed in are told of an item: when it is looked at again, and its key elsewhere."""
    if reader() is None:
        return {}
    review = {"review_on": one.review_on.isoformat() if one.review_on else None}
    return review if one.external_id is None else review | {"external_id": one.external_id}


def _url(reference: str) -> str:
    return whole(url_for("library.item", reference=reference))


@api.get("/library/<reference>")
@requires("library.read", on=queries.item, visitors=True)
def item(item: Any) -> ResponseReturnValue:
    """One item, whole."""
    post = item.submission
    fresh = freshness_shown(item)
    said: dict[str, Any] = {
        "reference": item.reference,
        "title": item.title,
        "summary": item.summary,
        "kind": item.kind,
        "marker": item.marker,
        "organisation": item.organisation,
        "organisation_name": item.organisation_name,
        "author": author_shown_to(reader(), post).words,
        "topics": [slug for slug, _name in item.topics],
        "reviewed": not post.on_trust,
        # What a decider wrote of what they took out was not written for the public.
        "edited_without_author": post.edited_because if reader() is not None else "",
        "summed_up_by_approver": post.summed_up,
        "evidence": item.evidence,
        "outcome": rules.outcome_shown(item.declined, item.outcome, item.result),
        "status": "declined" if item.declined else "merged" if post.merged_into_id else "published",
        "merged_into": leader.reference if (leader := leader_of(item)) is not None else None,
        "merged": [
            {"reference": one.reference, "title": one.title, "author": one.author.words}
            for one in queries.joined(reader(), post)
        ],
        "published_on": item.published_on.isoformat(),
        "changed_on": item.changed_on.isoformat(),
        "standing": fresh["standing"],
        "confirmed_on": item.confirmed_on.isoformat(),
        "retired_on": item.retired_on.isoformat() if item.retired_on else None,
        "retired_because": fresh["because"] if reader() is not None else "",
        "successor": fresh["successor"].reference if fresh["successor"] else None,
        "version": item.version,
        "minutes": item.minutes,
        "sections": [
            {"name": name, "heading": heading, "html": html} for name, heading, html in item.sections
        ],
        "facts": [
            {"label": label, "words": words}
            for label, words in rules.facts_of(item.kind, queries.details_of(item))
        ],
        "text": item.text,
        "url": _url(item.reference),
    }
    return said | _for_colleagues(item) | _said_by_colleagues(item)


def _said_by_colleagues(item: Any) -> dict[str, Any]:
    """What colleagues said of an item, did with it and put beside it: nobody approved that for the public."""
    if reader() is None:
        return {}
    others = [
        {"reference": card.reference, "title": words_of(card.title)}
        for card in queries.same_question(reader(), item.submission)
    ]
    about = became.about(item.submission)
    counts = {
        "useful": len(about.useful),
        "used": len(about.used),
        "did_not_fit": len(about.did_not_fit),
    }
    found = implementation.ledger_of(item.submission)
    adoptions = [
        {
            "organisation": one.organisation.code,
            "unit": one.unit.name if one.unit is not None else None,
            "how": one.how,
            "since": one.since.isoformat(),
            "changed": one.changed,
            "context": one.context,
            "result": one.result,
            "note": one.note,
        }
        for one in found.holding
    ]
    goes_on = item.implementation
    return {
        "responses": counts,
        "same_question": others,
        "adoptions": adoptions,
        "shown_by_use": found.shown(item.result),
        "stands_at": item.outcome,
        "owner": goes_on.owner_in_words if goes_on is not None else "",
    }


@api.get("/similar")
@requires("library.search")
def similar() -> ResponseReturnValue:
    """Has this been tried?"""
    found = queries.similar(reader(), request.args.get("title", ""), request.args.get("text", ""))
    return {"items": [_tried(one) for one in found]}


def _tried(one: queries.Tried) -> Mapping[str, Any]:
    there = one.alike
    return {
        "reference": there.reference,
        "external_id": there.external_id,
        "title": there.title,
        "kind": there.kind,
        "marker": there.marker,
        "organisation_name": there.organisation_name,
        "score": there.score,
        "status": "declined" if there.declined else "retired" if there.retired else "published",
        "outcome": there.outcome,
        "came_of_it": one.came_of_it,
        "reason": one.reason,
        "said_on": one.said_on.isoformat(),
        "published_on": there.published_on.isoformat(),
        "url": _url(there.reference),
    }


def _newest(wish: queries.Asked) -> tuple[Sequence[Card], Mapping[str, str]]:
    """What a feed of a search holds: the newest of what its reader may see, and who each is by."""
    newest = queries.Asked(wish.q, wish.filters, Sort.NEWEST, wish.match, 1, FEED_LENGTH)
    cards = queries.search(reader(), newest).cards
    return cards, queries.authors(reader(), [card.reference for card in cards])


def _title(wish: queries.Asked) -> str:
    return f"Library: {wish.q}" if wish.q else "Library"


@feeds.get("/library.json")
@requires("library.search", visitors=True)
def library_json() -> ResponseReturnValue:
    """Any search as a JSON Feed 1.1, the newest first."""
    wish = asked_here()
    cards, authors = _newest(wish)
    feed = {
        "version": JSON_FEED,
        "title": _title(wish),
        "home_page_url": whole(address("library.search", wish)),
        "feed_url": whole(address("feeds.library_json", wish)),
        "language": "en-GB",
        "items": [
            {
                "id": _url(card.reference),
                "url": _url(card.reference),
                "title": words_of(card.title),
                "content_text": words_of(card.summary),
                "date_published": _moment(card.published_on),
                "date_modified": _moment(card.changed_on),
                "authors": [{"name": authors.get(card.reference, card.organisation_name)}],
                "tags": [name for _slug, name in card.topics],
            }
            for card in cards
        ],
    }
    return Response(json.dumps(feed, ensure_ascii=False), mimetype="application/feed+json")


@feeds.get("/library.atom")
@requires("library.search", visitors=True)
def library() -> ResponseReturnValue:
    """Any search as a feed, the newest first."""
    wish = asked_here()
    cards, authors = _newest(wish)
    feed = Xml.Element("feed", xmlns=ATOM)
    put(feed, "title", _title(wish))
    put(feed, "id", whole(address("feeds.library", wish)))
    Xml.SubElement(feed, "link", rel="self", href=whole(address("feeds.library", wish)))
    Xml.SubElement(feed, "link", rel="alternate", href=whole(address("library.search", wish)))
    changed = max((card.changed_on for card in cards), default=date(1970, 1, 1))
    put(feed, "updated", _moment(changed))
    for card in cards:
        _entry(feed, card, authors.get(card.reference, card.organisation_name))
    return answer(feed, "application/atom+xml")


def _entry(feed: Xml.Element, card: Card, author: str) -> None:
    entry = Xml.SubElement(feed, "entry")
    put(entry, "title", words_of(card.title))
    put(entry, "id", _url(card.reference))
    Xml.SubElement(entry, "link", rel="alternate", href=_url(card.reference))
    put(entry, "published", _moment(card.published_on))
    put(entry, "updated", _moment(card.changed_on))
    put(Xml.SubElement(entry, "author"), "name", author)
    for slug, name in card.topics:
        Xml.SubElement(entry, "category", term=readable(slug), label=readable(name))
    put(entry, "summary", words_of(card.summary))


def _moment(of: date) -> str:
    return f"{of.isoformat()}T00:00:00Z"
