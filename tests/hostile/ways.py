"""The ways that a post without a name can go: one of every state there is, by the real actions."""

from collections.abc import Callable, Iterator
from itertools import chain, repeat

from portal.anonymous import actions as at_desk
from portal.anonymous import queries
from portal.anonymous.models import at_the_desk
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState, Result, UseKind
from portal.foundation import clock
from portal.foundation.database import transaction
from portal.guardians import actions as guardians
from portal.guardians.queries import confidence, opening
from portal.guardians.rules import Ground
from portal.library import actions as library
from portal.submissions.rules import claim_code
from tests.hostile.unnamed import Author, Case, Unnamed

CHANGED = {
    "title": "A room at the front",
    "summary": "A room.",
    "body": "It took nine minutes.",
    "details": {"better": "A door."},
}


# The ways. At each ``yield`` the next batch is passed on and its news told; where a way ends, its post stays.
Way = Callable[[Unnamed, Case], Iterator[None]]


def waits(_all: Unnamed, _case: Case) -> Iterator[None]:
    """It waits for whoever decides first."""
    yield


def unread(_all: Unnamed, _case: Case) -> Iterator[None]:
    """It waits for whoever reads it first."""
    yield


def half_way(_all: Unnamed, case: Case) -> Iterator[None]:
    """One of two has said yes."""
    case.decide(Verdict.APPROVE)
    yield


def returned(_all: Unnamed, case: Case) -> Iterator[None]:
    """Its author is asked to change it."""
    case.decide(Verdict.RETURN)
    yield


def changed(_all: Unnamed, case: Case) -> Iterator[None]:
    """Its author changed it, and it goes round again."""
    case.decide(Verdict.RETURN)
    yield
    with at_the_desk():
        at_desk.change(case.receipt, {"body": "It was tried in the old interview room."})
    yield


def asked(all_: Unnamed, case: Case) -> Iterator[None]:
    """A decider asks its author something."""
    step = ways.open_step(case.post)
    assert step is not None
    with transaction():
        case.kept["question"] = feedback.ask(
            case.post, "Which nights?", by=step.holder, deciding=True
        ).reference
    yield


def answered(all_: Unnamed, case: Case) -> Iterator[None]:
    """Its author answered, and wrote again."""
    yield from asked(all_, case)
    for words in ("Most of them.", "And Sundays."):
        with at_the_desk():
            at_desk.answer(case.receipt, case.kept["question"], words)
        yield


def declined(_all: Unnamed, case: Case) -> Iterator[None]:
    """It is not taken forward."""
    case.decide(Verdict.DECLINE)
    yield


def went_further(_all: Unnamed, case: Case) -> Iterator[None]:
    """Declined, and taken to somebody else."""
    case.decide(Verdict.DECLINE)
    yield
    with at_the_desk():
        at_desk.go_further(case.receipt, "It costs nothing, and we have shown that.")
    yield


def edit_proposed(_all: Unnamed, case: Case) -> Iterator[None]:
    """Its author is asked to accept another text."""
    step = ways.open_step(case.post)
    assert step is not None
    decision = Decision(Verdict.APPROVE, "Shorter, and then yes.", seen=case.post.version)
    with transaction():
        assert step.holder is not None
        authorisation.propose_edit(step, decision, CHANGED, by=step.holder)
    yield


def edit_accepted(all_: Unnamed, case: Case) -> Iterator[None]:
    """They accepted it, by receipt, and it went its way into the library."""
    yield from edit_proposed(all_, case)
    _say(case, accepts=True)
    yield
    case.approve_all()
    yield


def edit_declined(all_: Unnamed, case: Case) -> Iterator[None]:
    """They did not."""
    yield from edit_proposed(all_, case)
    _say(case, accepts=False)
    yield


def _say(case: Case, *, accepts: bool) -> None:
    own = queries.own(case.receipt)
    assert own is not None
    change = queries.open_change(own)
    assert change is not None
    with at_the_desk():
        at_desk.answer_edit(case.receipt, change["change"]["mark"], accepts=accepts, why="")


def published(_all: Unnamed, case: Case) -> Iterator[None]:
    """Everybody agreed, and it is in the library."""
    case.approve_all()
    yield


def commented(all_: Unnamed, case: Case) -> Iterator[None]:
    """Readers asked, used it, and it is said what became of it."""
    yield from published(all_, case)
    with transaction():
        asked = feedback.ask(case.post, "Does it need a sergeant?", by=all_.person("neighbour")).reference
        feedback.respond(case.post, UseKind.USED, "", by=all_.person("curator"))
        feedback.respond(case.post, UseKind.DID_NOT_FIT, "We have no room.", by=all_.person("communications"))
        lead = all_.person("lead")
        feedback.keep_outcome(case.post, OutcomeState.DONE, Result.WORKED, "Two rooms opened.", by=lead)
    yield
    with at_the_desk():
        at_desk.answer(case.receipt, asked, "No, whoever is on.")
    yield


def merged(all_: Unnamed, case: Case) -> Iterator[None]:
    """It was merged into a post that says the same, and bears a name."""
    yield from published(all_, case)
    with transaction():
        library.merge(case.post, all_.world.post("for_policing"), "The same room.", by=all_.person("lead"))
    yield


def parted(all_: Unnamed, case: Case) -> Iterator[None]:
    """And was taken apart from it again."""
    yield from merged(all_, case)
    with transaction():
        library.part(case.post, "One is about nights.", by=all_.person("lead"))
    yield


def taken_out(all_: Unnamed, case: Case) -> Iterator[None]:
    """It was taken out of the library again."""
    yield from published(all_, case)
    with transaction():
        authorisation.take_out(case.post, "It names a child.", by=all_.person("lead"))
    yield


def sent_again(all_: Unnamed, case: Case) -> Iterator[None]:
    """Taken out, corrected, and on its way once more."""
    yield from taken_out(all_, case)
    with at_the_desk():
        at_desk.change(case.receipt, {"body": "Nobody is named here."})
    yield


def withdrawn(_all: Unnamed, case: Case) -> Iterator[None]:
    """Its author took it back."""
    with at_the_desk():
        at_desk.withdraw(case.receipt)
    yield


def claimed(all_: Unnamed, case: Case) -> Iterator[None]:
    """Somebody else, who has its code, put their name to it."""
    yield from published(all_, case)
    with transaction():
        authorisation.claim(claim_code(case.receipt), by=all_.person("same_force"))
    yield


def led_round(all_: Unnamed, case: Case) -> Iterator[None]:
    """Handed on, thought about by a colleague, and with one more decider."""
    step = ways.open_step(case.post)
    assert step is not None
    lead = all_.person("lead")
    with transaction():
        authorisation.hand_on(step, lead, by=lead, reason="I know the room.")
    with transaction():
        authorisation.ask_opinion(step, all_.person("topic_lead"), "Would it work?", by=lead)
    with transaction():
        authorisation.add_decider(step, all_.person("standards"), "It touches on conduct.", by=lead)
    yield


def without_them(all_: Unnamed, case: Case) -> Iterator[None]:
    """Read first: its author did not answer, and it went on in another text, with a line that says so."""
    reader = all_.person("first_reader")
    step = ways.open_step(case.post)
    assert step is not None
    with transaction():
        proposed = {name: CHANGED[name] for name in ("title", "summary", "body")}
        decision = Decision(Verdict.APPROVE, "It names a street.", seen=case.post.version)
        authorisation.propose_edit(step, decision, proposed, by=reader)
    yield
    with clock.later(days=20):
        authorisation.lapse_edits()
    with transaction():
        step = ways.open_step(case.post)
        assert step is not None
        authorisation.edit_without_author(
            step, "it named a street", seen=case.post.version, by=all_.person("first_reader")
        )
    yield
    case.approve_all()
    yield


def opening_asked(all_: Unnamed, case: Case) -> Iterator[None]:
    """A guardian asks a second one, and nobody has answered. Of an anonymous post there is nothing to open."""
    if case.in_confidence:
        _ask(all_, case)
    yield


def opening_refused(all_: Unnamed, case: Case) -> Iterator[None]:
    """The second guardian says no."""
    if case.in_confidence:
        asked = _ask(all_, case)
        found = opening(asked)
        assert found is not None
        with transaction():
            guardians.refuse(
                found, "Professional standards can ask the author by code.", by=all_.person("second_guardian")
            )
    yield


def consent_asked(all_: Unnamed, case: Case) -> Iterator[None]:
    """A guardian asks the author."""
    if case.in_confidence:
        it = confidence(case.reference)
        assert it is not None
        with transaction():
            guardians.ask_author(
                it, Ground.SAFEGUARDING, "Somebody is in danger tonight.", by=all_.person("guardian")
            )
    yield


def _ask(all_: Unnamed, case: Case) -> str:
    it = confidence(case.reference)
    assert it is not None
    with transaction():
        asked = guardians.ask(
            it, Ground.SAFEGUARDING, "Somebody is in danger tonight.", by=all_.person("guardian")
        )
        return asked.reference


WAYS: dict[str, Way] = {
    way.__name__: way
    for way in (
        waits, unread, half_way, returned, changed, asked, answered, declined, went_further, edit_proposed,
        edit_accepted, edit_declined, published, commented, merged, parted, taken_out, sent_again, withdrawn, claimed,
        led_round, without_them, opening_asked, opening_refused, consent_asked,
    )
}  # fmt: skip
ONCE_NAMED = {
    "claimed"
}  # ways that a confidential post does not go: its name is sealed, and not to be claimed
READ_FIRST = {"without_them", "unread"}  # ways of an impact case alone, while somebody reads it first


def walk(all_: Unnamed, cases: list[Case]) -> None:
    """Let all of them go their ways, side by side, and let everybody hear of it."""
    for case in cases:
        all_.file(case)
    all_.batch()
    for case in cases:
        case.reference = case.post.reference
        if case.post.unread and case.way not in READ_FIRST:
            case.decide(Verdict.APPROVE)  # whoever reads it first passes it on
    going = [WAYS[case.way](all_, case) for case in cases]
    while going:
        going = [way for way in going if next(way, False) is not False]
        all_.batch()


def cases(authors: list[Author], number: int) -> list[Case]:
    """So many posts of either sort, on all the ways there are, by turns of each author and of both kinds."""
    made: list[Case] = []
    for in_confidence in (False, True):
        able = [name for name in WAYS if not (in_confidence and name in ONCE_NAMED)]
        for place, way in zip(range(number), chain.from_iterable(repeat(able)), strict=False):
            again = place >= len(able)
            kind = "impact-case" if way in READ_FIRST or again else "idea"
            made.append(Case(way, authors[len(made) % len(authors)], kind, in_confidence, not again))
    return made
