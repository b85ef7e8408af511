"""The way of a post as its author reads it: what lies ahead, where it has got to, and what happened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.authorisation.models import Step
from portal.authorisation.queries.asked_again import stages_asked
from portal.authorisation.queries.outside import outsiders_of
from portal.authorisation.queries.roster import LiveRoster
from portal.authorisation.queries.routes import configuration_of, facts_of, facts_of_new
from portal.authorisation.queries.steps import case_of
from portal.authorisation.queries.time import waits_of
from portal.authorisation.queries.voices import kept_back
from portal.authorisation.rules import (
    REASON_CODES,
    Case,
    Facts,
    Given,
    ReasonCode,
    StepState,
    foreseen,
    listed,
    note_to,
)
from portal.authorisation.rules.story import AMONG_AUTHORS, STORY, TO_WHOM, WHO, WHY, tells
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.people.models import Person
from portal.submissions.models import Submission
from portal.submissions.rules import (
    MEANT_FOR,
    Sharing,
    author_shown_to,
    barred_from_deciding,
    home_when_sent,
    is_author,
    is_decided_on,
)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A stage that a post would come to: its name, who would have it today, and their working days.

    ``wait`` says how long it usually takes, and nothing where too few cases are known. ``several`` are asked at once.
    """

    label: str
    holder: str
    days: int
    note: str = ""
    wait: str = ""
    several: bool = False


def way_of_kind(author: Person, kind: str) -> list[Ahead]:
    """The way that a new post of this kind by this author would take today."""
    case = Case(author.organisation_id, author.unit.lineage, frozenset({author.id}))
    return _way(case, facts_of_new(author, kind), heads_a_unit=bool(author.headed_unit_ids))


def way_ahead(post: Submission) -> list[Ahead]:
    """The way that a post would take if it were sent today: from where its author is, past all who wrote it."""
    case = case_of(post)
    home = home_when_sent(post)
    if home is not None:
        case = replace(case, organisation_id=home.organisation_id, lineage=home.unit.lineage)
    heads = post.author is not None and bool(post.author.headed_unit_ids)
    return _way(case, facts_of(post), heads_a_unit=heads, post=post)


def _way(case: Case, facts: Facts, *, heads_a_unit: bool, post: Submission | None = None) -> list[Ahead]:
    """The stages of a route with the names of those who would have each today.

    And of a ``post`` that is there already, the checks that it has to have again.
    """
    route = configuration_of(case.organisation_id).route_for(facts)
    waits = waits_of(case.organisation_id, route).stages
    roster = LiveRoster()
    stages = route.stages_for(facts)
    if post is not None:
        stages = stages_asked(post, stages)
    walked = foreseen(stages, replace(case, four_eyes=route.four_eyes, route=route.name), roster)
    titles = titles_of({given.holder_id for each in walked for given in each if isinstance(given, Given)})
    found = []
    for stage, seats in zip(stages, walked, strict=True):
        wait = waits.get(stage.name)
        names = [titles[given.holder_id] for given in seats if isinstance(given, Given)]
        notes = [given.holders.note if isinstance(given, Given) else given for given in seats]
        told = dict.fromkeys(note_to(note, heads_a_unit=heads_a_unit) for note in notes if note)
        found.append(
            Ahead(
                stage.name,
                listed(names),
                stage.limit_days,
                " ".join(told),
                wait.words if wait is not None and wait.cases else "",
                len(names) > 1,
            )
        )
    return found


def titles_of(ids: Collection[int]) -> dict[int, str]:
    """Names with rank or grade of several people at once, by key."""
    return {person.id: person.title for person in session.scalars(select(Person).where(Person.id.in_(ids)))}


def waits_at(posts: Collection[Submission]) -> dict[int, Step]:
    """The open step of each of several posts, by the key of the post: of several, the one that is due first."""
    asked = select(Step).where(
        Step.state == StepState.OPEN, Step.submission_id.in_([post.id for post in posts])
    )
    last_first = asked.order_by(Step.due_on.desc(), Step.stage.desc(), Step.seat.desc())
    return {step.submission_id: step for step in session.scalars(last_first.options(joinedload(Step.holder)))}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a post, as its timeline tells it: who did it, to whom it went, and the words said."""

    event: str
    at: datetime
    who: str
    mine: bool
    holder: str
    reason_in_short: str
    readers: str  # for whom it was approved, where fewer people than its author asked
    facts: dict[str, Any]
    to_me: bool = False  # it went to whoever reads it
    took: bool = False  # whoever did it took it upon themselves
    before: str = ""  # who had it before
    outside: str = ""  # who outside was asked
    reads_first: bool = False  # it happened where an anonymous post is read before anybody decides

    @property
    def reason(self) -> str:
        """The words that were said, where the story tells them."""
        return str(self.facts.get("reason") or "") if tells(self.event, WHY) else ""

    @property
    def day(self) -> str:
        """The day on which it happened where the portal's people live, as machines read it."""
        return clock.local(self.at).date().isoformat()


# What somebody answered at a stage is kept from those who still have to answer there.
ANSWERS = frozenset(
    {"step.answered", "submission.approved", "edit.proposed", "edit.accepted", "edit.declined", "edit.lapsed"}
)


def story_of(post: Submission, reader: Person | None) -> list[Happening]:
    """All that happened to a post, newest first. ``reader`` is nobody for the author of an anonymous post."""
    writes = reader is not None and is_author(reader, post)
    told = STORY.keys() if writes else STORY.keys() - AMONG_AUTHORS
    hidden = kept_back(post, reader) if reader is not None and is_decided_on(post) else frozenset()
    entries = [
        entry
        for entry in journal.entries_about(post)
        if entry.event in told and not (entry.event in ANSWERS and entry.facts.get("of_step") in hidden)
    ]
    keys = {entry.by_id for entry in entries} | {_whom(entry.facts) for entry in entries}
    keys |= {_key(entry.facts.get("from_id")) for entry in entries}
    titles = titles_of({key for key in keys if key})
    outsiders = outsiders_of({_key(entry.facts.get("outside_id")) for entry in entries} - {0})
    shown = author_shown_to(reader, post)
    wrote = barred_from_deciding(post)
    if shown.hidden:
        titles = {key: title for key, title in titles.items() if key not in wrote}
    steps: list[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    reading = {step.reference for step in steps if step.reads_first}
    story = []
    for entry in reversed(entries):
        outside = outsiders.get(_key(entry.facts.get("outside_id")))
        mine = entry.by_id == reader.id if reader is not None else entry.by_id is None and post.anonymous
        by_author = entry.by_id is not None and entry.by_id in {post.author_id, post.claimed_by_id}
        who = shown.name if by_author else titles.get(entry.by_id or 0, "")
        if outside is not None and not entry.event.startswith("outside."):
            mine, who = False, outside.asked_by(who)
        holder = titles.get(_whom(entry.facts), "")
        code = entry.facts.get("code") or ""
        fewer = entry.facts.get("narrowed_to")
        readers = MEANT_FOR[Sharing(fewer)] if fewer else ""
        facts = dict(entry.facts)
        if facts.get("note"):
            heads = writes and reader is not None and bool(reader.headed_unit_ids)
            facts["note"] = note_to(str(facts["note"]), heads_a_unit=heads)
        story.append(
            Happening(
                entry.event,
                entry.at,
                who if tells(entry.event, WHO) else "",
                mine,
                holder if tells(entry.event, TO_WHOM) else "",
                _in_short(code),
                readers,
                facts,
                to_me=reader is not None and _whom(facts) == reader.id,
                took=entry.by_id is not None and _whom(facts) == entry.by_id,
                before=titles.get(_key(facts.get("from_id")), ""),
                outside=outside.title if outside is not None else "",
                reads_first=entry.facts.get("of_step") in reading,
            )
        )
    return story


def _whom(facts: Mapping[str, Any]) -> int:
    return _key(facts.get("holder_id") or facts.get("person_id"))


def _key(value: object) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() else 0


def _in_short(code: str) -> str:
    return REASON_CODES[ReasonCode(code)] if code in set(ReasonCode) else ""
