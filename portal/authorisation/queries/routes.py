"""Routes as configured: the version in force, the one worked on, and which route a post takes."""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from portal.authorisation.models import ConfigurationRow
from portal.authorisation.queries.steps import passage_of
from portal.authorisation.rules import (
    FIRST_CONFIGURATION,
    Configuration,
    ConfigurationState,
    Facts,
    RoutePlan,
    read_configuration,
)
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people.models import Person
from portal.submissions.models import Submission
from portal.submissions.rules import Status, home_when_sent, troubling

_IN_FORCE = (ConfigurationRow.state == ConfigurationState.PUBLISHED,)
# Asked for every page that is shown: built once.
_ANONYMOUS = (
    select(ConfigurationRow.id)
    .where(
        ConfigurationRow.organisation_id == bindparam("organisation"), ConfigurationRow.anonymous, *_IN_FORCE
    )
    .limit(1)
)


def configuration(reference: str) -> ConfigurationRow | None:
    """The version of a configuration with this reference."""
    return session.scalar(
        select(ConfigurationRow).where(ConfigurationRow.reference == read_reference(reference))
    )


def published(organisation_id: int) -> ConfigurationRow | None:
    """The configuration that is in force in an organisation."""
    asked = select(ConfigurationRow).where(ConfigurationRow.organisation_id == organisation_id, *_IN_FORCE)
    return session.scalar(asked)


def draft_of(organisation_id: int) -> ConfigurationRow | None:
    """The configuration that is being worked on in an organisation."""
    drafts = select(ConfigurationRow).where(ConfigurationRow.state == ConfigurationState.DRAFT)
    return session.scalar(drafts.where(ConfigurationRow.organisation_id == organisation_id))


def versions_of(organisation_id: int) -> Sequence[ConfigurationRow]:
    """All that was ever in force in an organisation, newest first."""
    asked = select(ConfigurationRow).where(
        ConfigurationRow.organisation_id == organisation_id, ConfigurationRow.number.is_not(None)
    )
    people = (selectinload(ConfigurationRow.begun_by), selectinload(ConfigurationRow.published_by))
    return session.scalars(asked.options(*people).order_by(ConfigurationRow.number.desc())).all()


def configuration_of(organisation_id: int) -> Configuration:
    """The routes in force in an organisation; those that everybody starts with where it has none yet."""
    key = key_in_force(organisation_id)
    return as_published(key) if key is not None else FIRST_CONFIGURATION


def key_in_force(organisation_id: int) -> int | None:
    """Key of the configuration that is in force in an organisation."""
    asked = select(ConfigurationRow.id).where(ConfigurationRow.organisation_id == organisation_id, *_IN_FORCE)
    return session.scalar(asked)


@lru_cache(maxsize=256)
def as_published(key: int) -> Configuration:
    """A configuration that was once published, by its key. It never changes again, so it is read once."""
    content = session.execute(select(ConfigurationRow.content).where(ConfigurationRow.id == key)).scalar_one()
    return read_configuration(content)


def why_no_further(post: Submission) -> str:
    """Why a post that waits, or was not taken forward, cannot go further on its route; nothing where it can."""
    passage = passage_of(post)
    if passage is None or passage.right_of_way or post.status not in {Status.WAITING, Status.DECLINED}:
        return ""
    route = as_published(passage.configuration_id).route(passage.route)
    return route.why_not if route is not None else ""


def facts_of(post: Submission) -> Facts:
    """What the choice of a route knows of a post."""
    grade = post.author.grade if post.author is not None else None
    return Facts(
        kind=post.kind,
        sharing=post.sharing,
        topics=frozenset(topic.slug for topic in post.topics),
        answers=troubling(post.share_check),
        cost=str(post.details.get("cost_band") or ""),
        evidence=post.evidence,
        anonymous=post.anonymous,
        staff_group=grade.staff_group if grade is not None else "",
        author_id=post.author_id,
    )


def facts_of_new(author: Person, kind: str) -> Facts:
    """What is known of a post of a kind that somebody has not written yet."""
    return Facts(
        kind, staff_group=author.grade.staff_group if author.grade is not None else "", author_id=author.id
    )


def why_no_further_ahead(post: Submission) -> str:
    """Why a post could not go further on the route that it would take today; nothing where it could."""
    home = home_when_sent(post)
    return _route_of(home.organisation_id if home else post.organisation_id, facts_of(post)).last_word


def why_no_further_of_kind(author: Person, kind: str) -> str:
    """The same of a post of a kind that somebody has not written yet."""
    return _route_of(author.organisation_id, facts_of_new(author, kind)).last_word


def _route_of(organisation_id: int, facts: Facts) -> RoutePlan:
    return configuration_of(organisation_id).route_for(facts)


def takes_anonymous(organisation_id: int, kind: str) -> bool:
    """Whether posts of a kind may be made at the anonymous desk for an organisation."""
    key = key_in_force(organisation_id)
    return key is not None and kind in as_published(key).anonymous


def why_unread(organisation_id: int, kind: str) -> list[str]:
    """Why anonymous posts of a kind are not read first, as the routes that can take them say it."""
    routes = configuration_of(organisation_id).routes
    taking = [one for one in routes if one.conditions.may_hold_for_anonymous(kind)]
    said = (one.why_unread.strip() for one in taking if not one.reads_first(kind))
    return list(dict.fromkeys(why for why in said if why))


def takes_any_anonymous(organisation_id: int | None = None) -> bool:
    """Whether posts of any kind may be made at the anonymous desk for an organisation, or for any at all."""
    if organisation_id is None:
        anywhere = select(ConfigurationRow.id).where(ConfigurationRow.anonymous, *_IN_FORCE)
        return session.scalar(anywhere.limit(1)) is not None
    return session.scalar(_ANONYMOUS, {"organisation": organisation_id}) is not None
