"""What a meeting with leaders decided on an anonymous post, its author reads by receipt: its day, and nobody's name."""

from portal.anonymous import queries, release
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.leadership import actions
from portal.leadership.actions import Words
from portal.people.models import Person
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read


def test_its_author_reads_what_was_decided_and_when_and_not_who_was_there(at_desk: AtDesk) -> None:
    receipt, lead = filed(at_desk), at_desk.force.lead
    release.release()
    news()
    before = len(read(receipt))
    with transaction():
        by = session.get_one(Person, lead.id)
        said = Words("Culture board", clock.today(), front_line="Amina", leaders="The chief")
        meeting = actions.call(said, by=by)
        actions.show(meeting, by=by)
        entry = actions.put_on(meeting, post_of(receipt), by=by)
        actions.decide(entry, "It is mended by May.", by=by)
    news()
    day = clock.day_in_words(clock.today())
    assert read(receipt)[before:] == [
        f"A meeting with leaders decided something on it (Culture board, {day})."
    ]
    own = own_of(receipt)
    assert "It is mended by May." in [told.words for told in queries.told(own)]
    kept = str([letter.what for letter in own.letters])
    assert all(name not in kept for name in (lead.name, str(lead.id), "The chief", "Amina"))
    (told,) = [one for one in journal.entries_about(post_of(receipt)) if one.event == "meeting.decided"]
    assert told.at == clock.midnight()
