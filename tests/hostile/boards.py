"""What leaders of the hostile world do: meetings with things on the agenda that few may read, and messages to few."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from portal.following.models import Want
from portal.foundation import clock
from portal.foundation.database import session
from portal.implementation.rules.owners import Duty
from portal.leadership import actions
from portal.leadership.actions import Draft, Words
from portal.leadership.models import Meeting
from portal.leadership.rules.meetings import may_table
from portal.leadership.rules.messages import Audience
from portal.people.models import Person
from portal.submissions.models import Submission


def boards(by: Person, head: Person, posts: Mapping[str, Submission], want: str) -> dict[str, str]:
    """A meeting that everybody there may read and one that is not shown yet; what is on its agenda, and agreed.

    And a message to the heads of units, with what one of them asked about it.
    """
    said = Words("Board", clock.today() + timedelta(days=9), "Room 1", "Constables", "The chief")
    shown, begun = (actions.call(said, by=by) for _number in range(2))
    actions.show(shown, by=by)
    wish = session.query(Want).filter_by(reference=want).one()
    entries = {name: actions.put_on(shown, posts[name], by=by) for name in ("for_policing", "at_lead")}
    entries["want"] = actions.put_on(shown, wish, by=by)
    actions.decide(entries["at_lead"], "We wait for the lead.", by=by)
    about, day = entries["at_lead"], clock.today() + timedelta(days=9)
    agreed = actions.plan(shown, "Read it", Duty(unit_id=head.unit_id), day, about, by=by)
    words = Draft("Ask first.", Audience.HEADS, day)
    message = actions.send(words, by=by)
    question = actions.ask(message, "Whom?", named=True, by=head)
    made = {"shown": shown.reference, "begun": begun.reference, "agreed": agreed.reference}
    made |= {"message": message.reference, "question": question.reference}
    return made | {name: entry.reference for name, entry in entries.items()}


def put_on_board(reference: str, posts: Iterable[Submission], by: Person) -> None:
    """Put posts on the agenda of a meeting, first of all things on it, and write down what was decided on each."""
    meeting = session.query(Meeting).filter_by(reference=reference).one()
    for post in posts:
        if may_table(by, post):
            entry = actions.put_on(meeting, post, by=by)
            actions.decide(entry, f"Quarkle, says the board of {post.title}.", by=by)
            actions.arrange(entry, up=True, by=by)
