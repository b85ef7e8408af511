"""What is done with what people ask for because it is not in the library."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select

from portal.following import queries
from portal.following.actions.follows import follow
from portal.following.models import LookedFor, Want
from portal.following.rules.wants import Shown, WantState, answers, check_ask, check_open
from portal.foundation import clock, journal
from portal.foundation.database import hold, session, transaction
from portal.foundation.errors import GONE, Refused
from portal.foundation.journal import Entry
from portal.library import queries as library
from portal.library.queries import Asked
from portal.library.rules import may_read
from portal.people.models import Person

NOT_THEIRS_TO_READ = (
    "Whoever asked may not read this post, or not all who work with them may. Name another, or say why nothing comes "
    "of it."
)


def ask_for(wish: Asked, words: str, shown: Shown, *, by: Person, to_all: bool = False) -> Want:
    """Ask for what is not in the library, in words of one's own; and follow the search that found nothing.

    ``to_all``: everybody in policing may read it and answer, and not those alone who can settle it.

    Raises ``Refused`` for one too many, and where the search cannot be followed.
    """
    # Two windows of one person come one after the other.
    session.execute(select(Person.id).where(Person.id == by.id).with_for_update(key_share=True))
    mine = (
        select(func.count()).select_from(Want).where(Want.asked_by_id == by.id, Want.state == WantState.OPEN)
    )
    check_ask(session.scalar(mine) or 0)
    made = Want(
        asked_by_id=by.id,
        asked_by=by,
        organisation_id=by.organisation_id,
        organisation=by.organisation,
        search=follow(wish, by=by).search,
        words=words,
        shown=shown,
        to_all=to_all,
        asked_on=clock.today(),
    )
    session.add(made)
    session.flush()
    named = by.id if shown == Shown.NAME else None
    journal.write("want.asked", made, by_id=named, at=clock.midnight())
    return made


def answer(want: Want, typed: str, *, by: Person) -> None:
    """Answer with a post of the library, named by its reference or address; whoever asked is told.

    Raises ``Refused`` where somebody was quicker, where there is no such post for whoever answers, and where whoever
    asked may not read it.
    """
    _settle(want, WantState.ANSWERED, by=by)
    item = library.item_typed(typed)
    if item is None or not may_read(by, item):
        raise Refused(
            "There is no such post in the library. Copy its address, or its reference.", field="post"
        )
    if not answers(want, item, queries.small_homes([want])):
        raise Refused(NOT_THEIRS_TO_READ, field="post")
    want.answer = item.reference
    journal.write("want.answered", want, by_id=by.id)


def close(want: Want, reason: str, *, by: Person) -> None:
    """Say why nothing comes of it; whoever asked is told. Raises ``Refused`` where somebody was quicker, or silent."""
    _settle(want, WantState.CLOSED, by=by)
    if not reason.strip():
        raise Refused("Say why, for whoever asked.", field="reason")
    want.said = reason.strip()
    journal.write("want.closed", want, by_id=by.id)


def _settle(want: Want, state: WantState, *, by: Person) -> None:
    _take(want)
    check_open(want.state)
    want.state, want.settled_by_id, want.settled_by = state, by.id, by


def _take(want: Want) -> None:
    """Hold what somebody asked for, as it is now, until the transaction ends. Raises ``Refused`` where it is gone."""
    if not hold(want):
        raise Refused("Whoever asked for this took it back meanwhile.", code=GONE)


def take_back(want: Want) -> None:
    """Ask for it no longer. What was told of it stays with those who were told, and leads nowhere.

    Raises ``Refused`` where it was taken back already.
    """
    _take(want)
    session.delete(want)
    session.flush()


def take_off(looked_for: LookedFor) -> None:
    """Take words off the list of what many looked for. They come back when as many look for them again."""
    session.execute(delete(LookedFor).where(LookedFor.id == looked_for.id))


def put_on_list(words: Sequence[str]) -> None:
    """Put words on the list that enough people looked for, with the day."""
    with transaction():
        for said in words:
            known = queries.looked_for_as(said)
            if known is None:
                session.add(LookedFor(words=said, last_on=clock.today()))
            else:
                again = clock.today().isocalendar()[:2] != known.last_on.isocalendar()[:2]
                known.times, known.last_on = known.times + again, clock.today()
            session.flush()


def forget_wants_after(entries: Sequence[Entry]) -> None:
    """Reaction: nobody asks any more for what whoever has left asked for."""
    with transaction():
        gone = select(Person.id).where(
            Person.id.in_({entry.subject_id for entry in entries}), Person.ended_on.is_not(None)
        )
        session.execute(delete(Want).where(Want.asked_by_id.in_(gone)))
