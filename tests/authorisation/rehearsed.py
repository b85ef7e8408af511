"""A force with all that a route can meet: vacancies, leave, rotas, leavers, what is given away, much at once."""

from datetime import timedelta
from random import Random

from portal.authorisation import actions as authorisation
from portal.authorisation.rules import Ask, Conditions, Configuration, Decider, RoutePlan, StagePlan
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people.models import Absence, Delegation, Grade, Headship, Person, RoleHeld, Unit
from portal.people.rules import Role, StaffGroup
from portal.people.rules.calendar import Duty
from portal.submissions.models import Topic
from tests import factories

RANKS = [("Constable", 10), ("Sergeant", 20), ("Inspector", 30), ("Superintendent", 50)]
HEAD, ABOVE = Ask(Decider.UNIT_HEAD), Ask(Decider.HEAD_ABOVE)


def ask(role: Role, **bounds: int) -> Ask:
    return Ask(Decider.ROLE, role=role, **bounds)


LEAD, DATA = ask(Role.INNOVATION_LEAD), ask(Role.DATA_SHARING_OFFICER)
STANDARDS, PRESS = ask(Role.PROFESSIONAL_STANDARDS), ask(Role.COMMUNICATIONS)
FIRST = ask(Role.DEIDENTIFIER)
EXPERT = ask(Role.TOPIC_LEAD)
READER, REVIEWER = ask(Role.FRONT_LINE_READER), ask(Role.INDEPENDENT_REVIEWER)


# What a route can say of reading its anonymous posts first.
READ_FIRST = ({}, {"read_first": True}, {"read_first": False, "why_unread": "All who could read it decide."})


class World:
    """One force, made anew from a seed: twelve units, some seventy people, a third of them away."""

    def __init__(self, seed: int) -> None:
        self.luck = Random(seed)  # noqa: S311 - invented people
        self.organisation = factories.organisation()
        self.grades = [
            Grade(name=f"{name} #{next(factories._numbers)}", level=level, staff_group=StaffGroup.OFFICER)
            for name, level in RANKS
        ]
        self.grades.append(Grade(name=f"Staff #{next(factories._numbers)}", level=15, staff_group="staff"))
        known = {topic.slug for topic in session.query(Topic)}
        self.topics = [
            Topic(slug=slug, name=slug) for slug in ("topic-0", "topic-1", "topic-2") if slug not in known
        ]
        with transaction():
            session.add_all([*self.grades, *self.topics])
        self.units = self._units()
        self.people = [
            self._somebody(unit) for unit in self.units for _each in range(self.luck.randint(3, 8))
        ]
        self.administrator = factories.person(self.units[0], Role.ORGANISATION_ADMINISTRATOR)
        with transaction():
            self._give_posts()
            self._send_away()
            self._give_away()
            authorisation.give_first_routes(self.organisation.id)
        session.expire_all()

    def _units(self) -> list[Unit]:
        top = session.query(Unit).filter_by(organisation_id=self.organisation.id).one()
        divisions = [factories.unit("Division", self.organisation, top) for _each in range(3)]
        teams = [factories.unit("Team", self.organisation, self.luck.choice(divisions)) for _each in range(8)]
        return [top, *divisions, *teams]

    def _somebody(self, unit: Unit) -> Person:
        made = factories.person(unit, grade=self.luck.choice([*self.grades, None]))
        if self.luck.random() < 0.15:
            made.password_hash = None
        if self.luck.random() < 0.05:
            made.ended_on = clock.today()
        if self.luck.random() < 0.2:
            made.duty = Duty(on=4, off=self.luck.randint(2, 6)).stored()
        return made

    def _give_posts(self) -> None:
        for unit in self.units:
            for place in range(self.luck.choice([0, 1, 1, 1, 2])):
                near = [one for one in self.people if unit.id in one.unit.lineage] or self.people
                head = self.luck.choice(near)
                if not session.query(Headship).filter_by(person_id=head.id, unit_id=unit.id).count():
                    session.add(Headship(person_id=head.id, unit_id=unit.id, place=place + 1))
                    session.flush()
        numbers = {LEAD: 3, DATA: 3, STANDARDS: 2, PRESS: 1, READER: 4, REVIEWER: 2, FIRST: 3}
        for one, many in numbers.items():
            for person in self.luck.sample(self.people, many):
                session.add(RoleHeld(person_id=person.id, role=one.role))
        # Of two topics some, of the third nobody.
        for topic, many in (("topic-0", 2), ("topic-1", 3)):
            for person in self.luck.sample(self.people, many):
                session.add(RoleHeld(person_id=person.id, role=Role.TOPIC_LEAD, topic=topic))
        for person in self.luck.sample(self.people, self.luck.choice([0, 2])):
            session.add(RoleHeld(person_id=person.id, role=Role.COVER_POOL))

    def _send_away(self) -> None:
        for person in self.people:
            if self.luck.random() < 0.35:
                first = clock.today() - timedelta(days=self.luck.randint(0, 5))
                last = clock.today() + timedelta(days=self.luck.choice([0, 1, 3, 10, 30]))
                deputy = self.luck.choice([*self.people, None, None])
                session.add(
                    Absence(
                        person_id=person.id,
                        first_day=first,
                        last_day=last,
                        deputy_id=deputy.id if deputy is not None and deputy is not person else None,
                        noted_by_id=person.id,
                    )
                )

    def _give_away(self) -> None:
        for person in self.luck.sample(self.people, len(self.people) // 6):
            to = self.luck.choice([one for one in self.people if one is not person])
            for route in self.luck.choice([("",), ("Ideas",), ("", "Cases")]):
                session.add(
                    Delegation(
                        person_id=person.id,
                        to_id=to.id,
                        route=route,
                        first_day=clock.today(),
                        last_day=clock.today() + timedelta(days=self.luck.choice([0, 30])),
                        by_id=person.id,
                    )
                )

    def configuration(self) -> Configuration:
        """Routes with every term that there is: conditions, panels, stages beside others, and those left out."""
        named = Ask(Decider.PERSON, person_id=self._here().id)
        of_unit = Ask(Decider.HEAD_OF, unit_id=self.luck.choice(self.units).id)
        panel = StagePlan("Panel", (LEAD, DATA, READER, ABOVE), 4, needed=2, veto=False)
        sensitive = Conditions(kinds=("idea",), answers=("personal_data", "operational"))
        return Configuration(
            (
                RoutePlan(
                    "Sensitive ideas",
                    (
                        StagePlan("Head", (HEAD,), 3, guidance="Ask **whom** it could harm."),
                        StagePlan("Data", (DATA,), 5),
                        StagePlan("Standards", (STANDARDS, PRESS), 2, beside=True),
                        StagePlan("Inspector", (Ask(Decider.HEAD_ABOVE, lowest=30),), 3),
                    ),
                    sensitive,
                    four_eyes=True,
                ),
                RoutePlan(
                    "One topic",
                    (StagePlan("Named", (named,), 2), StagePlan("Elsewhere", (of_unit, READER), 3, needed=2)),
                    Conditions(kinds=("idea", "learning"), topics=("topic-1",), anonymous=False),
                ),
                RoutePlan(
                    "Ideas",
                    (
                        panel,
                        StagePlan("Reader", (READER, READER, READER), 2, needed=1, optional=True),
                        StagePlan("Wide", (LEAD,), 5, beside=True, only_if=Conditions(sharing="policing")),
                        StagePlan("Experts", (EXPERT,), 2, only_if=Conditions(topics=("topic-0", "topic-2"))),
                        StagePlan("Cost", (REVIEWER,), 3, only_if=Conditions(costs=("over_100k",))),
                        StagePlan("Lead", (LEAD,), 5),
                    ),
                    Conditions(kinds=("idea",)),
                    read_first=True,
                ),
                RoutePlan(
                    "Learning",
                    (
                        StagePlan("Head", (HEAD,), 3),
                        StagePlan("Expert", (EXPERT, EXPERT), 2, needed=1, blind=True),
                        StagePlan("Lead", (LEAD, DATA), 2, needed=2),
                    ),
                    Conditions(kinds=("learning",)),
                ),
                RoutePlan(
                    "Cases of officers",
                    (StagePlan("Head", (HEAD,), 1), StagePlan("Head above", (ABOVE,), 1)),
                    Conditions(kinds=("impact-case",), staff_groups=("officer",), evidence=("research",)),
                ),
                RoutePlan(
                    "Cases",
                    (
                        StagePlan("Head", (HEAD,), 3),
                        StagePlan("Data", (DATA, STANDARDS, PRESS), 5, needed=2, beside=True),
                        StagePlan("Lead", (ask(Role.INNOVATION_LEAD, highest=30),), 5),
                    ),
                    Conditions(kinds=("impact-case",)),
                    **self.luck.choice(READ_FIRST),
                ),
            ),
            anonymous=frozenset({"idea", "impact-case"}),
        )

    def _here(self) -> Person:
        return self.luck.choice([one for one in self.people if one.ended_on is None])
