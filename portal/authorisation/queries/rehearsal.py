"""How posts would go by a configuration: the last real ones and some made up, with the people of today."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import defer, joinedload, lazyload, selectinload

from portal.authorisation.queries.made_up import Home, made_up
from portal.authorisation.queries.roster_today import RosterToday
from portal.authorisation.queries.routes import facts_of
from portal.authorisation.queries.steps import case_of
from portal.authorisation.rules import Configuration, Facts, Item, Rehearsal, rehearse
from portal.foundation.database import session
from portal.people.models import TITLE_ONLY, Unit
from portal.submissions.models import Submission, Version

REAL_POSTS = 200
MADE_UP = 300
BESIDE_HOMES = 100  # so many at least beside one from everywhere that a post can come from
MADE_UP_AT_MOST = 1000
SEED = 20260  # the same posts are made up each time, so that a change shows what it changed


def rehearsal(
    organisation_id: int, configuration: Configuration, *, real: int = REAL_POSTS, made: int | None = None
) -> Rehearsal:
    """How the last posts of an organisation and some made up would go today. It writes nothing.

    So many are ``made`` up; unless told, more in an organisation of many units. The database is asked as often for
    five posts as for five hundred.
    """
    asks = [ask for route in configuration.routes for stage in route.stages for ask in stage.asks]
    named = {ask.person_id for ask in asks if ask.person_id is not None}
    roster = RosterToday(organisation_id, named)
    last = last_posts(organisation_id, real)
    homes = _homes(configuration, roster)
    at_most = min(max(MADE_UP, len(homes) + BESIDE_HOMES), MADE_UP_AT_MOST) if made is None else made
    led = roster.led_topics
    made_anew = made_up(configuration, organisation_id, homes, at_most=at_most, seed=SEED, led=led)
    return rehearse(configuration, [*last, *made_anew], roster)


def _homes(configuration: Configuration, roster: RosterToday) -> list[Home]:
    conditions = [
        one
        for route in configuration.routes
        for one in (route.conditions, *(stage.only_if for stage in route.stages))
    ]
    return roster.homes({author for one in conditions for author in one.authors})


def last_posts(organisation_id: int, at_most: int) -> list[Item]:
    """The posts of an organisation that were sent last, with their facts as they were sent, the newest first.

    The anonymous ones stand at the end in no order that says when they came, and without what they are called.
    """
    sent = (Submission.organisation_id == organisation_id, Submission.sent_at.is_not(None))
    author, others = joinedload(Submission.author), selectinload(Submission.co_authors)
    lightly = (
        defer(Submission.body),
        lazyload(Submission.organisation),
        joinedload(Submission.unit).lazyload(Unit.organisation),
        selectinload(Submission.topics),
        selectinload(Submission.conflicts),  # type: ignore[attr-defined] # the other end of Conflict.submission
        author.options(*TITLE_ONLY),
        others.options(*TITLE_ONLY),
    )
    newest_first = select(Submission).where(*sent).order_by(Submission.sent_at.desc(), Submission.id)
    posts = session.scalars(newest_first.limit(at_most).options(*lightly)).all()
    as_sent = _as_sent([post.id for post in posts])
    told = [(post, _facts(post, as_sent.get(post.id))) for post in posts]
    items = [
        Item(facts, replace(case_of(post), topics=facts.topics), "" if post.anonymous else post.reference)
        for post, facts in told
    ]
    nameless = sorted((item for item in items if item.facts.anonymous), key=_without_order)
    return [item for item in items if not item.facts.anonymous] + nameless


def _facts(post: Submission, sent: Row[Any] | None) -> Facts:
    """What the choice of a route knows of a post: as it was sent, wherever its version says so."""
    facts = facts_of(post)
    if sent is None:
        return facts
    topics = facts.topics if sent.topics is None else frozenset(slug for slug, _name in sent.topics)
    return replace(
        facts,
        sharing=sent.sharing or facts.sharing,
        evidence=sent.evidence or facts.evidence,
        cost=sent.cost or "",
        topics=topics,
    )


def _as_sent(keys: Sequence[int]) -> Mapping[int, Row[Any]]:
    """What deciders judged each post by when it was last sent, by its key."""
    last = (
        select(Version.submission_id, func.max(Version.number).label("number"))
        .where(Version.submission_id.in_(keys), Version.sent_at.is_not(None))
        .group_by(Version.submission_id)
        .subquery()
    )
    of_last = (Version.submission_id == last.c.submission_id) & (Version.number == last.c.number)
    judged_by = (
        Version.text["sharing"].as_string().label("sharing"),
        Version.text["evidence"].as_string().label("evidence"),
        Version.text[("details", "cost_band")].as_string().label("cost"),
        Version.text["topics"].label("topics"),
    )
    rows = session.execute(select(Version.submission_id, *judged_by).join(last, of_last))
    return {row.submission_id: row for row in rows}


def _without_order(item: Item) -> tuple[Any, ...]:
    facts = item.facts
    return facts.kind, facts.sharing, sorted(facts.answers), sorted(facts.topics), facts.cost, facts.evidence
