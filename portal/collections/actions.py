"""What can be done with collections: begin, change, order, show and end one.

Whoever changes one holds it first: of two at one moment the second waits, and sees what the first has done.
"""

from portal.collections.models import Collection, Gathered
from portal.collections.rules import check_room, is_national, may_change, may_gather, moved
from portal.foundation import journal
from portal.foundation.database import hold, session
from portal.foundation.errors import GONE, Refused
from portal.library.models import Publication
from portal.library.rules import may_read as may_read_item
from portal.people.models import Person

STALE = "Somebody else changed this collection meanwhile. Look at it as it is now, and change it again."
ENDED = "Somebody else ended this collection meanwhile. The posts that were in it are still in the library."


def begin(title: str, introduction: str, *, by: Person) -> Collection:
    """Begin a collection, seen by nobody else until it is shown. Raises ``Refused`` for whoever may not."""
    if not may_gather(by):
        raise Refused("Only innovation leads, topic leads, administrators and curators begin collections.")
    made = Collection(
        title=title,
        introduction=introduction,
        organisation_id=None if is_national(by) else by.organisation_id,
    )
    session.add(made)
    session.flush()
    journal.write("collection.begun", made, by_id=by.id, title=title)
    return made


def change(
    collection: Collection, title: str, introduction: str, *, for_all: bool, seen: int, by: Person
) -> None:
    """Change what a collection is called, what is said of it and who reads it. Raises ``Refused``.

    ``seen`` is the version that was read. The service's own is always for everybody.
    """
    _take(collection, by)
    if collection.version != seen:
        raise Refused(STALE, code="stale")
    for_all = for_all or collection.organisation_id is None
    if (collection.title, collection.introduction, collection.for_all) == (title, introduction, for_all):
        return
    collection.title, collection.introduction, collection.for_all = title, introduction, for_all
    collection.version += 1
    journal.write("collection.changed", collection, by_id=by.id, title=title)


def gather(collection: Collection, item: Publication, note: str = "", *, by: Person) -> None:
    """Put an item of the library at the end of a collection; one that is there already only says the note anew.

    Raises ``Refused`` where the collection is full, or the item is not theirs to read.
    """
    _take(collection, by)
    if not may_read_item(by, item):
        raise Refused("There is no post of this reference that you may read.", field="item")
    there = collection.entry(item.submission_id)
    if there is not None:
        there.note = note
    else:
        check_room(len(collection.entries))
        last = max((entry.place for entry in collection.entries), default=0)
        collection.entries.append(Gathered(submission_id=item.submission_id, place=last + 1, note=note))
    collection.version += 1
    session.flush()
    journal.write("collection.gathered", collection, by_id=by.id, item=item.reference)


def move(collection: Collection, item: Publication, *, up: bool, by: Person) -> None:
    """Move an item a place up or down."""
    _take(collection, by)
    order = moved([entry.submission_id for entry in collection.entries], item.submission_id, up=up)
    places = {key: place for place, key in enumerate(order, 1)}
    for entry in collection.entries:
        entry.place = places[entry.submission_id]
    collection.version += 1


def take_out(collection: Collection, item: Publication, *, by: Person) -> None:
    """Take an item out of a collection; it stays in the library. One that is not in it is passed over."""
    _take(collection, by)
    there = collection.entry(item.submission_id)
    if there is not None:
        collection.entries.remove(there)
        collection.version += 1
        journal.write("collection.taken_out", collection, by_id=by.id, item=item.reference)


def show(collection: Collection, *, by: Person) -> None:
    """Let readers see a collection. Raises ``Refused`` while nothing is in it."""
    _take(collection, by)
    if not collection.entries:
        raise Refused("Nothing is in it yet. Add a post first.", field="item")
    if not collection.shown:
        collection.shown = True
        journal.write("collection.shown", collection, by_id=by.id, title=collection.title)


def hide(collection: Collection, *, by: Person) -> None:
    """Let nobody see a collection but those who keep it."""
    _take(collection, by)
    if collection.shown:
        collection.shown = False
        journal.write("collection.hidden", collection, by_id=by.id, title=collection.title)


def end(collection: Collection, *, by: Person) -> None:
    """End a collection. What was in it stays in the library."""
    _take(collection, by)
    journal.write("collection.ended", collection, by_id=by.id, title=collection.title)
    session.delete(collection)
    session.flush()


def _take(collection: Collection, by: Person) -> None:
    """Hold a collection, as it is now, until the transaction ends. Raises ``Refused`` if it is over or not theirs."""
    if not hold(collection):
        raise Refused(ENDED, code=GONE)
    if not may_change(by, collection):
        raise Refused("Only those who keep this collection can change it.", code="not-yours")
