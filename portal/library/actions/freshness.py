"""What keeps the library right: items are confirmed, retired and handed over, and their owners are asked in time.

For what was posted anonymously every moment is kept to the day, as for the post itself (anonymity.md).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from portal.foundation import clock, journal
from portal.foundation.database import in_batches, session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.implementation import actions as implementation
from portal.library.models import Keeping, Publication
from portal.library.queries import freshness as queries
from portal.library.queries.reading import item_typed
from portal.library.rules import freshness as rules
from portal.library.rules import may_open
from portal.people import queries as people
from portal.people.actions import hold_settled, settle
from portal.people.models import Organisation, Person
from portal.submissions.actions import merged_into, moment_shown, part, take_hold
from portal.submissions.models import Submission
from portal.submissions.rules import Status, is_author

ASKED_AT_ONCE = 200  # items in one transaction
ASKED_A_LOOK = 2000  # at most, so that other work goes on: the rest follows at the next look


def begin_keeping(keys: Collection[int]) -> Mapping[int, Keeping]:
    """Who keeps these posts, with a new row for each that has none yet."""
    asked = select(Keeping).where(Keeping.submission_id.in_(keys)).execution_options(populate_existing=True)
    known = {one.submission_id for one in session.scalars(asked)}
    missing = [{"submission_id": key} for key in keys if key not in known]
    if missing:
        session.execute(insert(Keeping), missing)
    return {one.submission_id: one for one in session.scalars(asked)}


def note_freshness(posts: Sequence[Submission], items: Sequence[dict[str, Any]]) -> None:
    """Add to what is written of items, in the order of their posts, how fresh they are."""
    keepings = begin_keeping([post.id for post in posts])
    for post, item in zip(posts, items, strict=True):
        item.update(freshness_of(post, keepings[post.id], item["changed_on"]))


def freshness_of(post: Submission, keeping: Keeping, changed_on: date) -> dict[str, Any]:
    """What an item shows of how fresh it is. Whoever published a text said with it that it is right."""
    said_on = max(changed_on, keeping.confirmed_on or changed_on)
    months = rules.review_months(post.kind, post.organisation.settings, keeping.months)
    due = rules.review_day(said_on, months) if post.status == Status.PUBLISHED else None
    return {"confirmed_on": said_on, "review_on": due, "retired_on": keeping.retired_on}


def confirm(item: Publication, *, by: Person) -> None:
    """Say that an item is still right, from today. Raises ``Refused`` where the person may not."""
    keeping = _hold(item)
    if not rules.may_confirm(by, item):
        raise Refused("This is said by whoever keeps the post, while it is not retired.", code="not-yours")
    keeping.confirmed_on = clock.today()
    _write(item, "item.confirmed", by)
    _show(item, keeping)


def retire(item: Publication, reason: str, successor: str, *, by: Person) -> None:
    """Say that an item holds no longer, why, and what to read instead. It stays readable at its address.

    ``successor`` is the reference or the address of another item, or empty. Raises ``Refused`` where the person may
    not, without a reason, and for a successor that is not there for them or not current itself.
    """
    keeping = _hold(item)
    if not rules.may_retire(by, item):
        raise Refused("A post is retired by whoever keeps it, and once.", code="not-yours")
    if not reason.strip():
        raise Refused("Say why, for those who read it later.", field="reason", code="missing")
    after = None
    if successor.strip():
        after = item_typed(successor)
        rules.check_successor(item, after, readable=after is not None and may_open(by, after))
        if after is not None and is_author(by, after.submission) and not is_author(by, item.submission):
            raise Refused("You wrote that one. Ask somebody else to name it.", field="successor")
    keeping.retired_on, keeping.retired_because = clock.today(), reason.strip()
    keeping.successor_id = after.submission_id if after is not None else None
    instead = {"successor": after.reference} if after is not None else {}
    _write(item, "item.retired", by, reason=reason.strip(), **instead)
    _show(item, keeping)
    for one in merged_into(item.submission):  # what is retired leads nothing
        part(one)
    implementation.stop_asking(item.submission)


def bring_back(item: Publication, *, by: Person) -> None:
    """Undo that an item was retired: whoever does it says with that that it is right. Raises ``Refused`` otherwise."""
    keeping = _hold(item)
    if not rules.may_bring_back(by, item):
        raise Refused("This post is not retired, or is not yours to bring back.", code="not-yours")
    keeping.retired_on, keeping.retired_because, keeping.successor_id = None, "", None
    keeping.confirmed_on = clock.today()
    _write(item, "item.brought_back", by)
    implementation.resume(item.submission)
    _show(item, keeping)


def go_on_after(entries: Sequence[Entry]) -> None:
    """Reaction: what was brought up to date is asked about again, also where it had ended, but for what is retired."""
    keys = {entry.subject_id for entry in entries}
    retired = select(Keeping.submission_id).where(Keeping.retired_on.is_not(None))
    current = select(Submission).where(Submission.id.in_(keys), Submission.id.not_in(retired))
    with transaction():
        for post in session.scalars(current.order_by(Submission.id)).all():
            implementation.go_on(post)


def arrange(item: Publication, *, owner: str, deputy: str, months: int | None, seen: int, by: Person) -> None:
    """Say who keeps an item and who stands in for them, by their addresses, and after how many months it is asked.

    An empty ``owner`` leaves it with its author, or with the innovation lead; an empty ``deputy`` ends one; no
    ``months`` takes those of the organisation. ``seen`` is the version that was read. Raises ``Refused`` where the
    person may not, somebody was quicker, or for somebody who does not work where the post belongs or may not read it.
    """
    keeping = _hold(item)
    if not rules.may_arrange(by, item):
        raise Refused(
            "Only whoever owns a post, or its innovation lead, says who keeps it.", code="not-yours"
        )
    if keeping.version != seen:
        raise Refused(rules.arranged_meanwhile(keeping), code="stale")
    if months is not None and not 1 <= months <= rules.MONTHS_AT_MOST:
        raise Refused(f"Say a number of months from 1 to {rules.MONTHS_AT_MOST}.", field="months")
    before, deputy_before = keeping.owner_id, keeping.deputy_id
    keeping.owner = None
    at_first = rules.owner_of(item)
    given = _colleague(item, owner, "owner")
    keeping.owner = None if given is None or (at_first is not None and given.id == at_first.id) else given
    keeping.deputy = _colleague(item, deputy, "deputy")
    if keeping.deputy is not None and keeping.deputy is rules.owner_of(item):
        raise Refused("The deputy is somebody else than the owner.", field="deputy")
    session.flush()
    if (keeping.owner_id, keeping.deputy_id, months) != (before, deputy_before, keeping.months):
        keeping.version += 1
    if keeping.owner_id != before:
        to = {"person_id": str(keeping.owner_id)} if keeping.owner_id else {}
        _write(item, "item.handed_over", by, **to)
    if keeping.deputy_id not in {None, deputy_before}:
        _write(item, "item.deputy_named", by, person_id=str(keeping.deputy_id))
    if months != keeping.months:
        keeping.months = months
        told = f"{months} months" if months else "the time of its organisation"
        _write(item, "item.review_changed", by, months=told)
    _show(item, keeping)


def set_months(organisation: Organisation, months: Mapping[str, int], *, by: Person) -> None:
    """Say after how many months the items of an organisation are looked at again, by kind. Raises ``Refused``."""
    if not rules.may_set_months(by) or by.organisation_id != organisation.id:
        raise Refused("Only its innovation lead or an administrator says that.", code="not-yours")
    rules.check_months(months)
    hold_settled(organisation)
    before = organisation.settings.get(rules.MONTHS_SETTING)
    if before != months:
        settle(organisation, **{rules.MONTHS_SETTING: dict(months)})
        told = ", ".join(f"{kind} {number}" for kind, number in months.items())
        journal.write("organisation.review_months_changed", organisation, by_id=by.id, months=told)


def keep_fresh() -> int:
    """Ask the owners of items that are due, and again later; of those that nobody owns, their innovation leads.

    Returns how many items that were. Run again at once it asks nobody. An item is asked about by its own row of the
    journal where somebody owns it; all others of an organisation by one row, for a lead is asked of many at once.
    """
    return in_batches(_ask_some, ASKED_AT_ONCE, ASKED_A_LOOK)


def _ask_some() -> int:
    today = clock.today()
    items = queries.to_be_asked(today, ASKED_AT_ONCE)
    without: dict[int, Organisation] = {}
    for item in items:
        _note_asked(item.keeping, item.review_on or today, today)
        if rules.kept_by(rules.owner_of(item), rules.deputy_of(item)):
            said = rules.asked_in_words(item.review_on or today, today, clock.day_in_words(item.confirmed_on))
            journal.write("item.review_asked", item.submission, at=moment_shown(item.submission), said=said)
        if rules.owner_of(item) is None:
            without[item.submission.organisation_id] = item.submission.organisation
    for organisation in without.values():
        journal.write("organisation.reviews_due", organisation, at=clock.midnight())
    return len(items)


def _note_asked(keeping: Keeping, review_on: date, today: date) -> None:
    keeping.asked = rules.reminders_due(review_on, today)
    keeping.asked_for, keeping.ask_on = review_on, rules.next_reminder(review_on, keeping.asked)


def _hold(item: Publication) -> Keeping:
    """Let nobody else change the post or who keeps it meanwhile, and see who keeps it now."""
    take_hold(item.submission)
    keeping = begin_keeping([item.submission_id])[item.submission_id]
    session.expire(item, ["keeping"])
    item.retired_on = keeping.retired_on
    return keeping


def _write(item: Publication, event: str, by: Person, **facts: Any) -> None:
    journal.write(event, item.submission, by_id=by.id, at=moment_shown(item.submission), **facts)


def _show(item: Publication, keeping: Keeping) -> None:
    """Let the item say at once what was just said of it. The index follows from the journal.

    By a statement of its own: the worker may write the item anew meanwhile, and reads the journal after that.
    """
    said = freshness_of(item.submission, keeping, item.changed_on)
    session.execute(update(Publication).where(Publication.submission_id == item.submission_id).values(said))


def _colleague(item: Publication, email: str, field: str) -> Person | None:
    """Whoever has this address, where they work where the item belongs and read it; nobody for no address."""
    if not email.strip():
        return None
    found = people.person_by_email(email.strip())
    if found is None or not rules.is_here(found, item.submission) or not may_open(found, item):
        raise Refused("Nobody with this address works where the post belongs and can read it.", field=field)
    return found
