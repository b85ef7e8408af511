"""Who may decide, read, hand on and configure. Judged now, by the roles and posts of today, never by old lists."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from portal.authorisation.rules.holders import UNITS_FOR_ANONYMOUS, is_within
from portal.authorisation.rules.words import StepState
from portal.people.rules import (
    NATIONAL_ROLES,
    Placed,
    Role,
    SomePerson,
    administers,
    holds,
    may_note_absence,
)
from portal.submissions.rules import (
    SomePost,
    Status,
    barred_from_deciding,
    is_author,
    leads_where_posted,
    may_close,
)


class SomeStep(Protocol):
    """What the rules need to know of a step. ``asked_role`` and ``unit_id`` say as what its holder is asked."""

    position: int
    state: str
    holder_id: int | None
    handed_on: bool
    unit_id: int | None
    asked_role: str
    round: int
    stage: int
    four_eyes: bool
    lowest: int
    highest: int
    skipped_by_id: int | None
    taken_by_id: int | None

    @property
    def refuser_ids(self) -> Collection[int]: ...

    @property
    def reads_first(self) -> bool: ...

    @property
    def submission(self) -> Any: ...


class DecidedStep(SomeStep, Protocol):
    """A step with those who have decided it."""

    @property
    def decider_ids(self) -> Collection[int]: ...
    @property
    def decider_units(self) -> Collection[int]: ...
    @property
    def holder(self) -> SomePerson | None: ...


class RoutedPost(SomePost, Protocol):
    """A post with the steps of its own route."""

    unread: bool  # it is anonymous, and somebody reads it before all others

    @property
    def steps(self) -> Sequence[DecidedStep]: ...
    @property
    def conflicted_ids(self) -> Collection[int]: ...  # who asked not to decide on it
    @property
    def conflict_namer_ids(self) -> Collection[int]: ...  # who said of somebody else that they should not


def is_asked(person: SomePerson, step: SomeStep) -> bool:
    """Whether a step is put to this person: its holder, a fellow head, or another who holds the role there.

    A holder who was asked as head of a unit, or in a role, is asked no longer once they are neither; a topic lead, once
    they lead no topic of the post.
    """
    by_name = step.handed_on or (step.unit_id is None and not step.asked_role)
    if by_name and person.id == step.holder_id:
        return True
    if not is_within(person.level, step) and person.id != step.holder_id:
        return False
    if step.unit_id is not None and step.unit_id in person.headed_unit_ids:
        return True
    here = person.organisation_id == step.submission.organisation_id or step.asked_role in NATIONAL_ROLES
    roles = person.roles if person.id == step.holder_id else asked_roles(person)
    if not here or not step.asked_role or step.asked_role not in roles:
        return False
    return step.asked_role != Role.TOPIC_LEAD or any(
        topic.slug in person.led_topics for topic in step.submission.topics
    )


def asked_roles(person: SomePerson) -> Collection[str]:
    """The roles in which somebody is asked. Whoever heads a unit may head an unknown author's, and reads none first."""
    return person.roles - {Role.DEIDENTIFIER} if person.headed_unit_ids else person.roles


def may_answer(person: SomePerson, step: SomeStep) -> bool:
    """Whether the step is, or was, this person's to decide. Whoever is too late is told so, not turned away."""
    return is_asked(person, step) and not is_barred(person, step.submission) and not has_spoken(person, step)


def is_barred(person: SomePerson, post: RoutedPost) -> bool:
    """Whether somebody never decides on a post, whoever asks them.

    Its authors, whoever brought it in, those who stand in for one of these today, and who asked not to decide on it.
    """
    wrote = barred_from_deciding(post)
    if person.id in wrote or not wrote.isdisjoint(person.deputises_for):
        return True
    return person.id in post.conflicted_ids


def may_step_aside(person: SomePerson, step: SomeStep) -> bool:
    """Whether the person may say that they should not decide a step, or that somebody else should not.

    Whoever is asked says it of themselves, an innovation lead of anybody who is.
    """
    return may_decide(person, step) or may_name_conflict(person, step)


def may_name_conflict(person: SomePerson, step: SomeStep) -> bool:
    """Whether the person may say of somebody else that they should not decide a step: an innovation lead there."""
    post = step.submission
    if step.state != StepState.OPEN or post.unread or is_barred(person, post):
        return False
    return leads_where_posted(person, post)


def has_spoken(person: SomePerson, step: SomeStep) -> bool:
    """Whether somebody decided elsewhere on the same way what keeps them from deciding here.

    Nobody decides twice at one stage, nor holds one step of it and decides another; nobody at two stages where the
    route wants four eyes, or of an anonymous post, whose first two deciders are of different units. Whoever declined
    it does not decide there again once its author has gone further; whoever cleared the way for a yes of their own
    decides at none.
    """
    if (
        person.id in step.refuser_ids
        or has_cleared_the_way(person.id, step)
        or has_read_first(person.id, step)
    ):
        return True
    post = step.submission
    nameless = post.desk_key is not None
    others = [each for each in post.steps if each.round == step.round and each is not step]
    for each in others:
        here = each.stage == step.stage
        if here and each.state == StepState.OPEN and each.holder_id == person.id:
            return True
        if (here or step.four_eyes or nameless) and person.id in each.decider_ids:
            return True
    if not nameless or step.reads_first:
        return False
    units = {unit for each in others if not each.reads_first for unit in each.decider_units}
    return len(units) < UNITS_FOR_ANONYMOUS and person.unit_id in units


def has_cleared_the_way(person_id: int, step: SomeStep) -> bool:
    """Whether somebody has said of others that they do not decide on a post: nobody clears the way for their own yes.

    They passed a stage over, named somebody else's conflict, or took another step upon themselves that was not theirs.
    """
    post = step.submission
    return person_id in post.conflict_namer_ids or any(
        each.skipped_by_id == person_id or (each is not step and each.taken_by_id == person_id)
        for each in post.steps
    )


def has_read_first(person_id: int, step: SomeStep) -> bool:
    """Whether somebody read an anonymous post first, on whichever of its ways: they decide at no step of it."""
    if step.reads_first:
        return False
    return any(each.reads_first and person_id in each.decider_ids for each in step.submission.steps)


def waits_for_another_unit(person: SomePerson, step: SomeStep) -> bool:
    """Whether an open step of an anonymous post is somebody's to decide once another unit has answered.

    Of several who are asked at once a colleague of their unit was first, and the second decider is of another unit. It
    stays with them while somebody of another unit is asked beside it; else it goes on.
    """
    post = step.submission
    if post.desk_key is None or step.state != StepState.OPEN or person.id in step.refuser_ids:
        return False
    if step.reads_first:
        return False
    if has_cleared_the_way(person.id, step) or has_read_first(person.id, step):
        return False
    others = [each for each in post.steps if each.round == step.round and each is not step]
    units = {unit for each in others if not each.reads_first for unit in each.decider_units}
    if units != {person.unit_id} or any(person.id in each.decider_ids for each in others):
        return False
    opened = [each for each in others if each.state == StepState.OPEN and each.holder is not None]
    if any(each.stage == step.stage and each.holder_id == person.id for each in opened):
        return False
    another = any(each.holder.unit_id != person.unit_id for each in opened)
    return another and is_asked(person, step) and not is_barred(person, post)


def may_decide(person: SomePerson, step: SomeStep) -> bool:
    """Whether the person may decide this step now. Nobody decides on their own work (permission matrix, row 12)."""
    return step.state == StepState.OPEN and may_answer(person, step)


def may_reassign(person: SomePerson, step: SomeStep) -> bool:
    """An innovation lead may hand an open step on; so may an administrator, who need not read it (row 39).

    What is read first before anybody decides an administrator alone: the lead knows nothing of it yet.
    """
    post = step.submission
    if step.state != StepState.OPEN or is_barred(person, post):
        return False  # they would choose who decides on what they wrote, or brought in
    leads = leads_where_posted(person, post) and not step.reads_first
    return leads or administers(person, post.organisation_id)


def may_hand_on(person: SomePerson, step: SomeStep) -> bool:
    """Whoever may decide a step may give it to a colleague, and whoever may reassign it."""
    return may_decide(person, step) or may_reassign(person, step)


def may_know_of_step(person: SomePerson, step: SomeStep) -> bool:
    """Whether the person may learn that a step exists. Whoever is too late to decide it is told so."""
    if may_read_step(person, step) or may_know_of(person, step.submission) or may_reassign(person, step):
        return True
    return step.state != StepState.AHEAD and may_answer(person, step)


def may_read_step(person: SomePerson, step: SomeStep) -> bool:
    """Whether the person may read the post that waits at a step, as those do who decide it.

    Nobody who wrote it: what colleagues were asked about it, and said, is for those who decide.
    """
    post = step.submission
    if person.id in barred_from_deciding(post):
        return False
    return may_know_of(person, post) or may_decide(person, step) or waits_for_another_unit(person, step)


def may_know_of(person: SomePerson, post: RoutedPost) -> bool:
    """Whether the person may learn that a post exists before it is published, and read it.

    While an anonymous one is read first, nobody else does, whatever they may at other times.
    """
    if post.unread:
        return any(step.reads_first and may_decide(person, step) for step in post.steps)
    if is_author(person, post) or person.id == post.imported_by_id:
        return True
    if post.status == Status.DRAFT:
        return may_take_on(person, post)
    if post.status == Status.WITHDRAWN and not post.steps:
        return False  # it was never sent: no draft leaves its author's hands (permission matrix, row 7)
    if leads_where_posted(person, post) or may_close(person, post):
        return True
    reached = [step for step in post.steps if step.state != StepState.AHEAD]
    return any(may_decide(person, step) for step in reached) or any(
        person.id in step.decider_ids for step in reached
    )


def may_take_on(person: SomePerson, post: SomePost) -> bool:
    """Whether the person may look after a draft that came by import: an innovation lead where it belongs.

    Nobody wrote it here, so somebody has to bring it further. Whoever does is barred from deciding on it.
    """
    imported = post.author_id is None and post.desk_key is None
    return post.status == Status.DRAFT and imported and leads_where_posted(person, post)


def may_see_queue(person: SomePerson) -> bool:
    """Whether the queue is in the menu: for whoever heads a unit or holds a role. The page itself is for all."""
    return bool(person.headed_unit_ids) or bool(person.roles)


def may_delegate(person: SomePerson, thing: Placed) -> bool:
    """Whether the person may give to somebody else what comes to a colleague to decide.

    Whoever may note that they are away, and the innovation lead of their organisation.
    """
    here = person.organisation_id == thing.person.organisation_id
    return may_note_absence(person, thing) or (here and holds(person, Role.INNOVATION_LEAD))


def may_configure(person: SomePerson, organisation_id: int) -> bool:
    """Whether the person may change the routes of an organisation."""
    return administers(person, organisation_id)
