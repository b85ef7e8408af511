"""Has this been tried? What is like a thought, and what came of each: why, in words, and since when it is known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from portal.authorisation.models import GivenVerdict, Step
from portal.authorisation.rules import Verdict
from portal.feedback import queries as feedback
from portal.foundation import clock
from portal.foundation.database import session
from portal.library.queries.reading import Alike, alike
from portal.library.rules import as_its_author_saw_it
from portal.library.rules.tried import came_of_it
from portal.library.search import IndexUnusable, Similar
from portal.library.search.bound import engine
from portal.submissions.models import Submission
from portal.submissions.rules import Reader, Status, text_of, tokens_of

IMPACT_CASE = "impact-case"
SHOWN = 5
SHOWN_BEFORE_SENDING = 3  # what is least alike of five would be in the way there
LOOKED_THROUGH = 4000  # characters of a post: what it is about is said by then


@dataclass(frozen=True, slots=True)
class Tried:
    """An item like a thought, and what came of it: in words, why, and on which day that was said."""

    alike: Alike
    came_of_it: str
    reason: str
    said_on: date


def similar(person: Reader, title: str, text: str) -> list[Tried]:
    """What is most like a title and a text and what came of each, as far as the reader may see it."""
    return _tried(person, _found(person, title, text, SHOWN))


def like_post(person: Reader, post: Submission) -> list[Tried]:
    """What the library holds that is most like a post which is about to be sent; never the post itself."""
    hits = _found(person, post.title, text_of(post)[:LOOKED_THROUGH], SHOWN_BEFORE_SENDING + 1)
    return _tried(person, [hit for hit in hits if hit.id != post.id][:SHOWN_BEFORE_SENDING])


def _found(person: Reader, title: str, text: str, limit: int) -> Sequence[Similar]:
    try:
        return engine().similar(title, text, tokens_of(person), limit)
    except IndexUnusable:
        return ()


def _tried(person: Reader, hits: Sequence[Similar]) -> list[Tried]:
    found = alike(hits, tokens_of(person))
    declined = declined_because([key for key, one in found.items() if one.declined])
    kept = feedback.newest_outcomes([key for key, one in found.items() if not one.declined])
    cases = [key for key, one in found.items() if one.kind == IMPACT_CASE and not one.declined]
    answers = _own_answers([key for key in cases if key not in kept])
    return [_told(one, declined.get(key), kept.get(key), answers.get(key, "")) for key, one in found.items()]


def _told(
    one: Alike, declined: tuple[str, datetime] | None, kept: feedback.Kept | None, own_answer: str
) -> Tried:
    words = came_of_it(
        one.kind,
        declined=one.declined,
        state=kept.state if kept else "",
        result=kept.result if kept else "",
        own_answer=own_answer,
    )
    reason, at = declined or ((kept.note, kept.kept_at) if kept else ("", None))
    return Tried(one, words, reason, clock.local(at).date() if at is not None else one.published_on)


def declined_because(keys: Collection[int]) -> Mapping[int, tuple[str, datetime]]:
    """Why each of these posts was not taken forward, in the words that its author was given, and when."""
    if not keys:
        return {}
    given = (
        select(Step.submission_id, GivenVerdict.reason, GivenVerdict.given_at)
        .join(Step, GivenVerdict.step_id == Step.id)
        .where(Step.submission_id.in_(keys), GivenVerdict.verdict == Verdict.DECLINE)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(given.order_by(GivenVerdict.given_at))}


def _own_answers(keys: Collection[int]) -> Mapping[int, str]:
    """What the authors of these impact cases answered themselves; not while they are changing it."""
    if not keys:
        return {}
    asked = select(Submission.id, Submission.details).where(
        Submission.id.in_(keys), Submission.status == Status.PUBLISHED
    )
    return {key: as_its_author_saw_it(IMPACT_CASE, details) for key, details in session.execute(asked)}
