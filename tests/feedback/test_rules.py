"""Who may say what became of a post: every role and state."""

from types import SimpleNamespace
from typing import Any

import pytest

from portal.feedback import rules
from portal.feedback.rules import OutcomeState, Result, UseKind
from portal.foundation.errors import Refused
from portal.submissions.rules import Status


def post(status: str = Status.PUBLISHED, **fields: Any) -> Any:
    known = {
        "author_id": 1,
        "claimed_by_id": None,
        "co_author_ids": frozenset({2}),
        "organisation_id": 7,
        "status": status,
    }
    return SimpleNamespace(**(known | fields))


def person(key: int, *roles: str, organisation: int = 7) -> Any:
    return SimpleNamespace(
        id=key,
        unit_id=1,
        organisation_id=organisation,
        roles=frozenset(roles),
        headed_unit_ids=frozenset(),
        level=0,
    )


AUTHOR, CO_AUTHOR, READER = person(1), person(2), person(3)
LEAD, OTHER_LEAD = person(4, "innovation-lead"), person(5, "innovation-lead", organisation=8)
CURATOR = person(6, "national-curator", organisation=9)


@pytest.mark.parametrize("status", Status)
def test_only_a_published_post_has_an_outcome_and_is_of_use(status: Status) -> None:
    published = status == Status.PUBLISHED
    assert rules.may_keep_outcome(LEAD, post(status)) == published
    assert rules.may_respond(READER, post(status)) == published
    assert rules.may_ask(READER, post(status)) == (status in {Status.PUBLISHED, Status.WAITING})


def test_a_lead_keeps_the_outcome_of_their_own_organisation_and_not_of_their_own_post() -> None:
    allowed = [
        one
        for one in (AUTHOR, CO_AUTHOR, READER, LEAD, OTHER_LEAD, CURATOR)
        if rules.may_keep_outcome(one, post())
    ]
    assert allowed == [LEAD]
    assert not rules.may_keep_outcome(LEAD, post(author_id=LEAD.id))
    assert rules.may_keep_outcome(READER, post(), sees_it_through=True)
    assert not rules.may_keep_outcome(AUTHOR, post(), sees_it_through=True)


def test_authors_neither_praise_nor_question_their_own() -> None:
    for author in (AUTHOR, CO_AUTHOR):
        assert not rules.may_respond(author, post())
        assert not rules.may_ask(author, post())


def test_who_answers() -> None:
    question = SimpleNamespace(asked_by_id=3, submission=post(), before_publication=False)
    people = (AUTHOR, CO_AUTHOR, READER, LEAD, OTHER_LEAD, CURATOR)
    assert [one for one in people if rules.may_answer(one, question)] == [AUTHOR, CO_AUTHOR, LEAD, CURATOR]
    waiting = SimpleNamespace(asked_by_id=3, submission=post(Status.WAITING), before_publication=True)
    before = SimpleNamespace(asked_by_id=3, submission=post(), before_publication=True)
    for asked in (waiting, before):
        assert [one for one in people if rules.may_answer(one, asked)] == [AUTHOR, CO_AUTHOR, LEAD]


def test_an_end_and_a_misfit_say_why() -> None:
    for state in (OutcomeState.STOPPED, OutcomeState.NOT_TAKEN_FORWARD):
        with pytest.raises(Refused, match="why"):
            rules.check_outcome(state, None, " ")
        rules.check_outcome(state, None, "It cost too much.")
    with pytest.raises(Refused, match="did not fit"):
        rules.check_response(UseKind.DID_NOT_FIT, "")
    rules.check_response(UseKind.USED, "")


def test_no_result_is_claimed_for_what_is_not_finished() -> None:
    allowed = {
        (state, result)
        for state in set(OutcomeState) - rules.ENDED
        for result in (None, *Result)
        if _taken(state, result)
    }
    unfinished = {(OutcomeState.PLANNED, one) for one in (None, Result.TOO_EARLY)}
    unfinished |= {(OutcomeState.UNDER_WAY, one) for one in (None, Result.TOO_EARLY, Result.MIXED)}
    in_use = {(OutcomeState.IN_USE, one) for one in (None, *Result) if one is not Result.DID_NOT}
    known = {(state, one) for state in (OutcomeState.PILOTED, OutcomeState.DONE) for one in (None, *Result)}
    assert allowed == unfinished | in_use | known


def _taken(state: OutcomeState, result: Result | None) -> bool:
    try:
        rules.check_outcome(state, result, "What we know so far.")
    except Refused:
        return False
    return True
