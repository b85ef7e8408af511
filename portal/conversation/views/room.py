"""The blueprint of the room, and how what somebody said looks on a page."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, url_for

from portal.conversation.queries import Asked
from portal.conversation.rules.moderating import hidden_in_words, is_readable
from portal.following import queries as following
from portal.following.rules.wants import asker_shown
from portal.foundation import clock
from portal.foundation.access import reader
from portal.foundation.text import day_with_year
from portal.library.views.room import address_of
from portal.submissions import queries as writings
from portal.submissions.rules import author_shown_to, is_author

pages = Blueprint("conversation", __name__)

SOMEBODY_BLIND = "A colleague"


def said_by(remark: Any, post: Any) -> str:
    """Who said something, as its reader may read it. Whoever decides on the post blind reads no name at all."""
    if post is None:
        return f"{remark.by.name}, {remark.organisation.short_name}"
    if author_shown_to(reader(), post).hidden:
        return SOMEBODY_BLIND
    wrote = ", who wrote this post" if is_author(remark.by, post) else ""
    return f"{remark.by.name}, {remark.organisation.short_name}{wrote}"


def line(remark: Any, post: Any) -> Mapping[str, Any]:
    """What somebody said, as pages show it. What is hidden says so, and to its writer what it was."""
    person = reader()
    mine, readable = remark.by_id == person.id, is_readable(remark.state)
    return {
        "reference": remark.reference,
        "key": remark.id,
        "who": said_by(remark, post) if readable or mine else "",
        "when": day_with_year(remark.said_on),
        "iso": remark.said_on.isoformat(),
        "text": remark.text if readable or mine else "",
        "hidden": "" if readable else hidden_in_words(remark.hidden_reason),
        "mine": mine,
        "accepted": remark.accepted,
        "href": url_for("conversation.remark", reference=remark.reference),
    }


def asker(asked: Asked) -> str:
    """Whoever asked, as they wish to be named."""
    if asked.want is not None:
        return asker_shown(asked.want, following.small_homes([asked.want]))
    return f"{asked.asked_by.name}, {asked.asked_by.organisation.short_name}"


def title_of(asked: Asked) -> str:
    """What it was asked about."""
    return writings.text_shared(asked.post)["title"] if asked.post is not None else "Wanted"


def place_of(asked: Asked) -> str:
    """Where it was asked: the page of the post, or what waits for an answer."""
    if asked.post is not None:
        return f"{address_of(asked.post.reference)}#questions"
    return url_for("conversation.waiting")


def asked_line(asked: Asked, because: str = "") -> Mapping[str, Any]:
    """Something that was asked, as lists show it."""
    return {
        "href": url_for("conversation.asked", reference=asked.reference),
        "words": asked.words,
        "who": asker(asked),
        "when": clock.day_in_words(asked.asked_on),
        "title": title_of(asked),
        "because": because,
    }
