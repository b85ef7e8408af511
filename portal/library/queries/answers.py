"""Which other items answer the same question as one."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from portal.foundation.database import session
from portal.library.models import SameQuestion
from portal.library.queries.cards import Card, cards, words_of
from portal.submissions.models import Submission
from portal.submissions.rules import Reader


def same_question(person: Reader, post: Submission) -> Sequence[Card]:
    """The items that answer the same question as a post and that this person may read, by their titles.

    Asks nothing where nobody ever said so.
    """
    if not post.has_answers:
        return ()
    told = select(SameQuestion.first_id, SameQuestion.second_id)
    pairs = session.execute(
        told.where(or_(SameQuestion.first_id == post.id, SameQuestion.second_id == post.id))
    )
    keys = [second if first == post.id else first for first, second in pairs]
    found = cards(person, sorted(keys)).values() if keys else ()
    return sorted(found, key=lambda card: (words_of(card.title), card.reference))
