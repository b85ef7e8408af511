"""A small force with four posts, and what may happen to it: walked by the tests of the whole engine."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.models import Opinion, Step
from portal.authorisation.rules import Ask, Conditions, Decider, StagePlan, StepState, Verdict
from portal.authorisation.rules.edits import mark_of
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.keys import new_reference
from portal.people import actions as people
from portal.people.models import Delegation, Headship, Person, RoleHeld
from portal.people.queries import Almanac
from portal.people.rules import Role
from portal.people.rules.calendar import Duty
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission, Topic
from portal.submissions.rules import Sharing, Status
from tests import factories
from tests.authorisation.promises import barred_now, check_promises
from tests.factories import Force

DEEDS = "approve approve approve approve approve approve return decline resend withdraw leave lose name hand-on take"
DEEDS += (
    " configure renew further widen delegate take-back aside opinion pass-over ask-more propose answer answer"
)
DEEDS += " edit co-author take-out trespass trespass file lead-topic away away back days weeks rota"  # and time goes by
POSTS = 4
PEOPLE = 8
NUMBERS = POSTS * PEOPLE
ROUTES = 8  # so many different ones are put in force
TOPICS = ("walked-0", "walked-1", "walked-2")  # of the last nobody leads posts at first
ENDED = frozenset({Status.PUBLISHED, Status.WITHDRAWN, Status.DECLINED, Status.TAKEN_OUT})
BACK = frozenset({Status.RETURNED, Status.DECLINED, Status.TAKEN_OUT})
WHY = "It says what it costs, and not why we could not try."


class Walk:
    """A small force with four posts, and what may happen to it.

    One of them is published first and reviewed after, one was made without a name, and one was brought in for somebody
    else by the lead who sends it. ``begins`` says by which routes they were sent: the first ones there are
    where it is nothing, else the same that ``configure`` puts in force.
    """

    def __init__(self, begins: int | None = None) -> None:
        self.force = Force()
        with transaction():
            session.add(Headship(person_id=self.force.colleague.id, unit_id=self.force.team.id, place=2))
        session.refresh(self.force.colleague)
        force = self.force
        officers = [force.sergeant, force.inspector, force.lead, force.data_officer]
        reader = factories.person(force.office, Role.DEIDENTIFIER, name="Rhoda Reader")
        expert = factories.person(force.office, name="Eve Expert")
        self.people = [force.constable, force.colleague, *officers, reader, expert]
        assert len(self.people) == PEOPLE
        for unit in (
            force.division,
            force.team,
        ):  # a panel beside another stage needs so many whom nobody asked
            factories.person(unit, Role.ORGANISATION_ADMINISTRATOR)
        self.heard = set[int]()  # the verdicts that were looked at already
        self.gone = timedelta()
        with transaction():
            known = set(session.scalars(select(Topic.slug)))
            session.add_all(Topic(slug=slug, name=slug) for slug in TOPICS if slug not in known)
            session.add(RoleHeld(person_id=expert.id, role=Role.TOPIC_LEAD, topic=TOPICS[0]))
        session.expire(expert, ["roles_held"])
        factories.trusted(force)
        if begins is not None:  # one of each kind
            self.configure(begins)
            self.configure((begins + 1) % ROUTES)
        with transaction():
            nameless = self.nameless()
        self.posts = [
            factories.sent_on_trust(force.constable),
            factories.sent(force.sergeant, "impact-case"),
            nameless,
            self.imported(),
        ]

    def imported(self, kind: str = "idea") -> Submission:
        """A post that came by import, taken on and sent by a lead: whoever brought it in decides nothing."""
        post = factories.draft(self.force.constable, kind)
        with transaction():
            post.author, post.author_id, post.external_id = None, None, new_reference()
            actions.take_on(post, by=self.force.lead)
            actions.send(post, by=self.force.lead)
        return post

    def nameless(self, kind: str = "impact-case") -> Submission:
        """A post that came over the desk, on its way: as an impact case it is read first."""
        content = factories.CONTENT[kind]
        post = Submission(
            kind=kind,
            organisation_id=self.force.organisation.id,
            organisation=self.force.organisation,
            desk_key=new_reference() * 4,
            status=Status.DRAFT,
            begun_on=clock.today(),
            title=content.title,
            summary=content.summary,
            body=content.body,
            details=dict(content.details),
            sharing="policing",
        )
        session.add(post)
        session.flush()
        actions.set_off(post, by_id=None)
        return post

    def happen(self, deed: str, number: int) -> None:
        post, person = self.posts[number % POSTS], self.people[number // POSTS % PEOPLE]
        opened = [step for step in queries.present_steps(post) if step.state == StepState.OPEN]
        step = opened[number % len(opened)] if opened else None
        if step is not None and self.decide(deed, number, step, person):
            return
        if post.anonymous:
            self.write_at_desk(deed, post, number)
        else:
            self.write(deed, number, post, person)
        self.change_people(deed, number % ROUTES, post, person)

    def decide(self, deed: str, number: int, step: Step, person: Person) -> bool:
        """What is done to a post that waits, or beside. Returns whether this deed was one."""
        post = step.submission
        match deed:
            case "approve" | "return" | "decline":
                why, out = "Because of what we learnt in March.", number % 2 == 1
                answer = Decision(Verdict(deed), why, "other", post.version, take_out=out)
                actions.decide(step, answer, by=step.holder)
            case "hand-on":
                actions.hand_on(step, person, by=step.holder)
            case "take":
                actions.take(step, by=self.force.lead)
            case "aside":
                by = step.holder if number % 2 else self.force.lead
                actions.declare_conflict(step, by if number % 2 else person, "I trained him.", by=by)
            case "opinion":
                self.say_what_one_thinks(step, person)
            case "pass-over":
                ways = queries.present_steps(post)
                actions.pass_over(ways[number % len(ways)], WHY, by=self.force.lead)
            case "ask-more":
                actions.add_decider(step, person, WHY, by=self.force.lead)
            case "propose" | "answer" | "edit":
                self.change_text(deed, number, step, person)
            case "trespass":
                self.trespass(step)
            case _:
                return False
        return True

    def change_text(self, deed: str, number: int, step: Step, person: Person) -> None:
        """A change to the text is put to its author, who answers it; or does not, and it is made without them."""
        post = step.submission
        waits = [each for each in queries.present_steps(post) if each.edit_until] or [step]
        edited, accepts, why = waits[0], bool(number % 4), "It is not what I meant."
        if deed == "propose":
            text = {"title": f"Changed {number}", "summary": post.summary, "body": post.body}
            actions.propose_edit(step, Decision(Verdict.APPROVE, seen=post.version), text, by=step.holder)
        elif deed == "edit":
            actions.edit_without_author(step, WHY, seen=post.version, by=step.holder)
        elif post.anonymous and edited.edit:
            read = mark_of(edited.edit)
            actions.answer_edit_from_desk(
                post, edited.reference, read=read, accepts=accepts, why=why, key="k"
            )
        elif accepts:
            actions.accept_edit(edited, by=post.author or person)
        else:
            actions.decline_edit(edited, why, by=post.author or person)

    def say_what_one_thinks(self, step: Step, person: Person) -> None:
        asked = session.scalar(
            select(Opinion).where(Opinion.step_id == step.id, Opinion.answered_at.is_(None))
        )
        if asked is not None:
            actions.give_opinion(asked, "It would work in winter too.", by=asked.of)
        else:
            actions.ask_opinion(step, person, "Would it work in winter?", by=step.holder)

    def trespass(self, step: Step) -> None:
        """Whoever wrote it, brought it in, or asked not to decide it, their deputies, and who read an older text.

        They try to approve it, to take it and to be given it, and are refused.
        """
        post = step.submission
        for key in sorted(barred_now(post)):
            person = session.get_one(Person, key)
            with pytest.raises(Refused):
                actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=person)
            with pytest.raises(Refused):
                actions.take(step, by=person)
            with pytest.raises(Refused):
                actions.hand_on(step, person, by=step.holder)
        with pytest.raises(Refused):
            actions.decide(step, Decision(Verdict.APPROVE, seen=post.version - 1), by=step.holder)

    def write(self, deed: str, number: int, post: Submission, person: Person) -> None:
        author = post.author or session.get_one(Person, post.imported_by_id)
        match deed:
            case "resend":
                actions.send(post, by=author)
            case "further":
                actions.go_further(post, WHY, by=author)
            case "widen":
                wider = Content(sharing=list(Sharing)[number % 5], details={"better": "A door."})
                posts.save(post, wider, seen=post.version, by=author)
            case "file":
                filed = Content(topics=[TOPICS[number % 3]], details={"better": f"Door {number}."})
                posts.save(post, filed, seen=post.version, by=author)
            case "co-author":
                posts.save(post, Content(co_authors=[person.email]), seen=post.version, by=author)
            case "renew" | "approve" if (
                post.status in ENDED and author.ended_on is None and not post.on_trust
            ):
                self.posts[number % POSTS] = self.another(post, number)
            case "take-out":
                actions.take_out(post, WHY, by=self.force.data_officer)
            case "withdraw":
                actions.withdraw(post, by=author)

    def another(self, post: Submission, number: int) -> Submission:
        """A new post of the same sort, in the place of one that has ended."""
        if post.author is None:
            return self.imported("impact-case" if number % 3 else "idea")
        again = factories.sent_on_trust if post.kind == "idea" else factories.sent
        return again(post.author, kind=post.kind)

    def write_at_desk(self, deed: str, post: Submission, number: int) -> None:
        match deed:
            case "resend" if post.status in BACK:
                actions.set_off(post, by_id=None)
            case "further":
                actions.go_further_from_desk(post, WHY, key="k")
            case "widen" if post.status in BACK:
                post.sharing = list(Sharing)[number % 5]
                post.version += 1
                posts.keep_version(post, by_id=None)
            case "file" if post.status in BACK:
                post.topics = session.scalars(select(Topic).where(Topic.slug == TOPICS[number % 3])).all()
                post.version += 1
                posts.keep_version(post, by_id=None)
            case "renew" | "approve" if post.status in ENDED:
                self.posts[number % POSTS] = self.nameless("idea" if number % 5 == 0 else "impact-case")
            case "withdraw" if post.status in {Status.WAITING, Status.RETURNED}:
                actions.withdraw_from_desk(post)

    def change_people(self, deed: str, number: int, post: Submission, person: Person) -> None:
        match deed:
            case "leave" | "lose":
                self.be_less(person, deed, post)
            case "lead-topic":
                self.lead_or_not(person, number)
            case "name" if self.force.division.id not in person.headed_unit_ids:
                session.add(Headship(person_id=person.id, unit_id=self.force.division.id))
                session.flush()
                session.expire(person, ["headships"])
            case "delegate":
                self.give_away(person, number)
            case "take-back":
                for given in session.scalars(
                    select(Delegation).where(Delegation.person_id == person.id)
                ).all():
                    actions.end_delegation(given, by=person)
            case "configure":
                self.configure(number)
            case _:
                self.pass_time(deed, number, person)

    def pass_time(self, deed: str, number: int, person: Person) -> None:
        match deed:
            case "away":
                self.be_away(person, number)
            case "back":
                for absence in Almanac(person).absences:
                    people.take_back_absence(absence, by=person)
            case "days" | "weeks":
                self.gone += timedelta(days=number + 1 if deed == "days" else 7 * number)
            case "rota":
                people.set_duty(person, Duty(on=1 + number, off=4, begins=clock.today()), by=person)

    def be_away(self, person: Person, number: int) -> None:
        deputy = self.people[number // 2]
        first = clock.today() + timedelta(days=number % 3)
        last = first + timedelta(days=3 * number)
        people.note_absence(person, first_day=first, last_day=last, deputy=deputy, by=person)
        actions.cover_after([])  # as the reaction to it does

    def give_away(self, person: Person, number: int) -> None:
        """What comes to somebody goes to a colleague for a time: of one route or of all, in advance or at once."""
        routes = ["", *queries.route_names(self.force.organisation.id)]
        first = clock.today() + timedelta(days=number % 3)
        actions.give_away(
            person,
            self.people[(number + 3) % len(self.people)],
            first_day=first,
            last_day=first + timedelta(days=5 * number),
            route=routes[number % len(routes)],
            reason="Winter ops.",
            by=self.force.administrator if number % 4 == 3 else person,
        )
        actions.cover_after([])  # as the reaction to it does

    def be_less(self, person: Person, deed: str, post: Submission) -> None:
        if deed == "lose":
            person.headships, person.roles_held = [], []
        elif person is not post.author:
            person.ended_on = post.begun_on
        self.let_go(person)

    def lead_or_not(self, person: Person, number: int) -> None:
        """Somebody leads a topic from now on; or whoever leads some leads none any more."""
        led = [one for one in person.roles_held if one.role == Role.TOPIC_LEAD]
        if led:
            person.roles_held = [one for one in person.roles_held if one not in led]
        else:
            person.roles_held.append(RoleHeld(role=Role.TOPIC_LEAD, topic=TOPICS[number % 3]))
        self.let_go(person)

    def let_go(self, person: Person) -> None:
        session.flush()
        actions.pass_on_posts(person.id)  # as the reaction to it does
        actions.hand_over(person.id)

    def configure(self, number: int) -> None:
        role = list(rules.DECIDING_ROLES)[number % 4]
        panel = (
            Ask(Decider.ROLE, role=Role(role)),
            Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),
            Ask(Decider.UNIT_HEAD),
        )
        experts = (Ask(Decider.ROLE, role=Role.TOPIC_LEAD),) * (2 if number == 6 else 1)
        filed = Conditions(topics=TOPICS) if number % 3 else Conditions()
        stages = [
            StagePlan(
                "One", (Ask(Decider.HEAD_ABOVE),), 1, optional=number > 5, guidance="Read it **twice**."
            ),
            StagePlan("Two", panel, 2, needed=1 + number % 3, veto=number > 3, beside=number % 2 == 1),
            StagePlan("Experts", experts, 2, needed=len(experts), beside=number % 3 == 2, only_if=filed),
            StagePlan("Three", (Ask(Decider.HEAD_ABOVE, lowest=number),), 2, blind=number in {1, 5}),
            StagePlan("Far", (Ask(Decider.UNIT_HEAD),), 2, only_if=Conditions(sharing="policing")),
        ]
        kind = "impact-case" if number % 2 else "idea"
        first = (None, True, False)[number % 3]
        why = "All who could read it first decide on it." if first is False else ""
        read = {"read_first": first, "why_unread": why}
        factories.configured(
            self.force, *stages, kind=kind, anonymous=True, four_eyes=number in {2, 3}, **read
        )

    def race(self, number: int) -> None:
        """Two do something to one step at one moment: only where each has a connection of its own."""
        raise NotImplementedError


def walk_through(steps: Sequence[tuple[str, int]], world: Walk) -> int:
    """Let all this happen in a world, and look after each step whether every promise is kept. Returns how many."""
    start = clock.now()
    walked = 0
    for deed, number in steps:
        walked += 1
        with clock.at(start + world.gone):
            moved = [step.lock for post in world.posts for step in queries.present_steps(post)]
            if deed == "race":
                world.race(number)
            else:
                try:
                    with transaction():
                        world.happen(deed, number)
                except Refused:
                    pass  # the portal said no; nothing may have moved
            if deed == "configure":
                assert [step.lock for post in world.posts for step in queries.present_steps(post)] == moved
            check_promises(world.posts, world.heard)
        with clock.at(start + world.gone):
            lapsed = actions.lapse_edits()
            if actions.keep_time() or lapsed:
                check_promises(world.posts, world.heard)
                assert actions.keep_time() == 0, "a second look at the clocks finds nothing to do"
    keys = [post.id for post in world.posts]
    references = set(session.scalars(select(Submission.reference).where(Submission.id.in_(keys))))
    with clock.at(start + world.gone):
        leads = queries.LiveRoster().in_role(Role.INNOVATION_LEAD, world.force.organisation.id)
        unheld = queries.without_one_holder()
    assert not leads or references.isdisjoint(unheld), "without a lead nobody looks after it"
    return walked
