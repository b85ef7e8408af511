"""The steps of a post: which there are, which is open, and what the choice of its holder needs to know."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from portal.authorisation.models import GivenVerdict, Passage, Step
from portal.authorisation.rules import Case, Foreseen, Standing, StepState, Verdict, is_a_check, standing
from portal.authorisation.rules.at_last import yes_that_stands
from portal.authorisation.rules.edits import EditState, with_edit
from portal.foundation.database import held_already, is_writing, session
from portal.foundation.keys import read_reference
from portal.people.models import NAMED_ONLY, TITLE_ONLY, Person, Unit
from portal.submissions.models import Submission, Version, co_authors
from portal.submissions.queries import text_now, text_shared
from portal.submissions.rules import Status, barred_from_deciding

# With it what every page about it shows: its post, who wrote that, and where. Built once, as it is asked so often; and
# narrow, as each table that stands in it costs time, whether there are rows in it or not.
_POST = joinedload(Step.submission, innerjoin=True)
_STEP = (
    select(Step)
    .where(Step.reference == bindparam("reference"))
    .options(
        _POST.joinedload(Submission.unit).lazyload(Unit.organisation),
        _POST.joinedload(Submission.author).options(*TITLE_ONLY),
        _POST.lazyload(Submission.co_authors),
        lazyload(Step.verdicts),
    )
)
# Who may read one depends on the others: they are read with it, and their verdicts once.
_STEPS_OF = (
    select(Step, GivenVerdict)
    .outerjoin(GivenVerdict, GivenVerdict.step_id == Step.id)
    .where(Step.submission_id == bindparam("post"))
    .order_by(Step.round, Step.stage, Step.seat, GivenVerdict.given_at)
    .options(lazyload(Step.verdicts))
)
_CO_AUTHORS_OF = (
    select(Person)
    .join(co_authors, co_authors.c.person_id == Person.id)
    .where(co_authors.c.submission_id == bindparam("post"))
    .order_by(Person.name)
    .options(*NAMED_ONLY, selectinload(Person.unit), selectinload(Person.grade))
)
_POST_HELD = (
    select(Submission.id)
    .where(
        Submission.id
        == select(Step.submission_id).where(Step.reference == bindparam("reference")).scalar_subquery()
    )
    .with_for_update()
)
STEPS = "steps"  # what of a post is held with it


def step(reference: str) -> Step | None:
    """The step with this reference; where a transaction runs that writes, with nobody else moving its post."""
    asked = {"reference": read_reference(reference)}
    held = is_writing() and _is_held(asked)
    found = session.scalar(_STEP, asked)
    if found is not None:
        _lay_beside(found.submission)
    if found is not None and held:
        held_already(found.submission)
        held_already(found.submission, STEPS)
    return found


def _lay_beside(post: Submission) -> None:
    """Read those who wrote a post with its author, its steps, and what was decided at each."""
    told = {"post": post.id}
    set_committed_value(post, "co_authors", session.scalars(_CO_AUTHORS_OF, told).all())
    given: dict[Step, list[GivenVerdict]] = {}
    for each, verdict in session.execute(_STEPS_OF, told):
        given.setdefault(each, []).extend(filter(None, [verdict]))
    set_committed_value(post, "steps", list(given))
    for each, verdicts in given.items():
        set_committed_value(each, "verdicts", verdicts)


def _is_held(asked: Mapping[str, str]) -> bool:
    """Lock the post of a step before it is read. Gives whether all that is read of it now is as it is.

    On SQLite nobody else writes as long as a transaction does. What was read before it was locked may be otherwise.
    """
    if session.get_bind().dialect.name == "sqlite":
        return True
    post_id = session.scalar(_POST_HELD, asked)
    return post_id is not None and identity_key(Submission, post_id) not in session.identity_map


def first_reading(reference: str) -> Step | None:
    """The step with this reference, where its post is read first at it."""
    found = step(reference)
    return found if found is not None and found.reads_first else None


def present_steps(post: Submission) -> list[Step]:
    """The steps of a post's newest round, in order. They are read once, and again by ``take_hold``."""
    steps: list[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    return [step for step in steps if step.round == steps[-1].round]


def edits_shown(post: Submission) -> list[tuple[Step, Mapping[str, Any], Mapping[str, Any]]]:
    """The changes that an author accepted and lets readers see: the step, the text before, and the text after.

    Only what led to the very words that stand there now, and never where a check reads the post: what it had taken out
    would stand in the difference. A version that is there no longer shows nothing.
    """
    if any(is_a_check(step) for step in present_steps(post)):
        return []
    steps: list[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    accepted = [
        step
        for step in steps
        if step.edit.get("state") == EditState.ACCEPTED and step.edit.get("shown") and not step.reads_first
    ]
    texts = {version.number: version.text for version in post.versions} if accepted else {}
    found = ((step, texts.get(int(step.edit["version"]))) for step in accepted)
    both = [(step, text, with_edit(text, step.edit)) for step, text in found if text is not None]
    now = _words(text_shared(post))
    return [(step, before, after) for step, before, after in both if _words(after) == now]


def passage_of(post: Submission) -> Passage | None:
    """The route that a post took when it was last sent on a new way."""
    passages: list[Passage] = post.passages  # type: ignore[attr-defined] # the other end of Passage.submission
    return passages[-1] if passages else None


def open_step(post: Submission) -> Step | None:
    """The step that a post waits at; of several, the one that is due first."""
    opened = select(Step).where(Step.submission_id == post.id, Step.state == StepState.OPEN)
    return session.scalar(opened.order_by(Step.due_on, Step.stage, Step.seat).limit(1))


def stage_of(step: Step) -> list[Step]:
    """The steps that decide together with this one, itself among them."""
    return [each for each in present_steps(step.submission) if each.stage == step.stage]


def stands_if(step: Step, state: StepState) -> Standing:
    """Where a post would stand were one of its steps in another state."""
    as_if = Foreseen(step.position, step.stage, state, step.needed, step.veto)
    return standing([as_if if each is step else each for each in present_steps(step.submission)])


def is_last(step: Step) -> bool:
    """Whether a post is published once this step is approved."""
    return stands_if(step, StepState.APPROVED).status is Status.PUBLISHED


def case_of(post: Submission) -> Case:
    """What the choice of a holder needs to know of a post before it has come anywhere."""
    lineage = post.unit.lineage if post.unit is not None else ()
    barred = barred_from_deciding(post)
    topics = frozenset(topic.slug for topic in post.topics)
    return Case(
        post.organisation_id, lineage, barred, post.anonymous, apart=post.conflicted_ids, topics=topics
    )


def case_at(step: Step) -> Case:
    """What the choice of a holder of one step needs to know: of the post, and of those who decide beside and before."""
    others = [each for each in present_steps(step.submission) if each is not step]
    spoke = [verdict.by_id for each in others if not each.reads_first for verdict in each.verdicts]
    hold = [each.holder_id for each in others if each.state == StepState.OPEN and each.holder_id is not None]
    here = [each for each in others if each.stage == step.stage]
    beside = {verdict.by_id for each in here for verdict in each.verdicts}
    beside |= {each.holder_id for each in here if each.state == StepState.OPEN and each.holder_id is not None}
    beside |= step.refuser_ids
    steps = step.submission.steps  # type: ignore[attr-defined] # the other end of Step.submission
    if not step.reads_first:  # whoever read it first decides on it on none of its ways
        beside |= {verdict.by_id for each in steps if each.reads_first for verdict in each.verdicts}
    beside |= {each.skipped_by_id for each in steps if each.skipped_by_id is not None}
    beside |= {each.taken_by_id for each in steps if each.taken_by_id is not None and each is not step}
    beside |= step.submission.conflict_namer_ids
    case, passage = case_of(step.submission), passage_of(step.submission)
    return replace(
        case,
        apart=case.apart | beside,
        decided_by=(*spoke, *hold),
        approved_by=(*(given.by_id for given in yes_that_stands(others)), *hold),
        four_eyes=step.four_eyes,
        lowest=step.lowest,
        highest=step.highest,
        reading=step.reads_first,
        route=passage.route if passage is not None else "",
    )


def last_return(post: Submission) -> tuple[GivenVerdict, Version] | None:
    """Who last asked for changes, and the text they had read."""
    asked = [
        verdict
        for step in present_steps(post)
        for verdict in step.verdicts
        if verdict.verdict == Verdict.RETURN
    ]
    if not asked:
        return None
    last = max(asked, key=lambda verdict: (verdict.given_at, verdict.version))
    read = session.scalar(
        select(Version).where(Version.submission_id == post.id, Version.number == last.version)
    )
    return None if read is None else (last, read)


def checked_another_text(step: Step) -> bool:
    """Whether somebody who checks approved here what the post does not say any more, or without one of its files."""
    return not step.reads_first and is_a_check(step) and _approved_another(step)


def read_another_text(step: Step) -> bool:
    """Whether whoever read an anonymous post first passed on what it does not say any more."""
    return step.reads_first and _approved_another(step)


def text_read(step: Step) -> Mapping[str, Any] | None:
    """The text that was last decided on at a step; nothing where none was."""
    if not step.verdicts:
        return None
    numbers = (Version.submission_id == step.submission_id, Version.number == step.verdicts[-1].version)
    return session.scalar(select(Version.text).where(*numbers))


def _approved_another(step: Step) -> bool:
    if step.state != StepState.APPROVED or not step.verdicts:
        return False
    return bool(files_added(step)) or _says_another(step, text_now(step.submission))


def approved_another_text(post: Submission) -> list[Person]:
    """Those whose yes stands on the present way of a post, to a text that others than its authors read no more."""
    now = text_shared(post)
    approved = [one for one in present_steps(post) if one.state == StepState.APPROVED and one.verdicts]
    return [step.verdicts[-1].by for step in approved if _says_another(step, now)]


def _says_another(step: Step, now: Mapping[str, Any]) -> bool:
    """Whether the words that were last decided on at a step are others than those of a text."""
    read = text_read(step)
    return read is None or _words(read) != _words(now)


def _reads_files(step: Step) -> bool:
    """Whether the files of a post are looked at here with its text: by whoever checks it, or reads it first."""
    return step.reads_first or is_a_check(step)


def files_read(step: Step) -> list[list[str]]:
    """The files that are read with a post at a step, as a verdict keeps them: by name and digest."""
    return [[file.name, file.digest] for file in step.submission.files_shared] if _reads_files(step) else []


def files_added(step: Step) -> set[str]:
    """The references of the files of a post that were not there when it was last checked, or read first, at a step."""
    if not _reads_files(step) or not step.verdicts:
        return set()
    read = step.verdicts[-1].files
    # Those that its author adds before they send it again too: it is asked just before they are shared.
    there = (file for file in step.submission.attachments if not file.taken_off)
    return {file.reference for file in there if [file.name, file.digest] not in read}


def _words(text: Mapping[str, Any]) -> dict[str, Any]:
    """What of a text somebody checks: its words, not where it is filed nor how far it goes."""
    return {name: text[name] for name in ("title", "summary", "body", "details")}


def proposer_of(step: Step) -> str:
    """Name and rank of whoever would approve it with a change to the text; nothing where nobody would."""
    person = session.get(Person, int(step.edit.get("by_id", 0)))
    return person.title if person is not None else ""
