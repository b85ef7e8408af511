"""Makes people and posts for tests by walking the real actions, so that an impossible state cannot be made."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from argon2 import PasswordHasher

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import (
    FIRST_CONFIGURATION,
    LEAD_STAGE,
    Conditions,
    Configuration,
    RoutePlan,
    StagePlan,
    Verdict,
)
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.keys import new_key
from portal.people.models import Grade, Headship, Organisation, Person, RoleHeld, Unit
from portal.people.rules import Role
from portal.submissions import actions as submissions
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from portal.submissions.rules import SHARE_CHECK, Sharing, Status

PASSWORD = "tea kettle lamppost"
_hash: list[str] = []
_numbers: Iterator[int] = count(1)


def organisation(name: str = "", **fields: Any) -> Organisation:
    """A force with one unit at its top."""
    made = _organisation(name, **fields)
    session.commit()
    return made


def unit(name: str, of: Organisation, parent: Unit | None = None) -> Unit:
    """A unit below ``parent``, or at the top."""
    made = _unit(name, of, parent)
    session.commit()
    return made


def person(
    of: Unit, *roles: Role, heads: Unit | None = None, name: str = "", grade: Grade | None = None
) -> Person:
    """Somebody who works in a unit, with a password."""
    made = _person(of, *roles, heads=heads, name=name, grade=grade)
    session.commit()
    return made


def _organisation(name: str, **fields: Any) -> Organisation:
    number = next(_numbers)
    name = name or f"Force #{number}"
    made = Organisation(
        code=f"force-{number}", name=name, short_name=name, **({"region": "Midlands"} | fields)
    )
    session.add(made)
    session.flush()
    _unit("Headquarters", made)
    return made


def _unit(name: str, of: Organisation, parent: Unit | None = None) -> Unit:
    key = new_key()
    made = Unit(
        id=key,
        name=f"{name} #{next(_numbers)}",
        organisation_id=of.id,
        organisation=of,
        parent_id=parent.id if parent else None,
        path=f"{parent.path if parent else '/'}{key}/",
    )
    session.add(made)
    return made


def _person(
    of: Unit, *roles: Role, heads: Unit | None = None, name: str = "", grade: Grade | None = None
) -> Person:
    number = next(_numbers)
    name = name or f"Person #{number}"
    email = f"person{number}@force.example"
    made = Person(
        name=name, email=email, email_key=email, unit=of, grade=grade, password_hash=_password_hash()
    )
    made.roles_held = [
        RoleHeld(role=role, topic="missing-people" if role is Role.TOPIC_LEAD else "") for role in roles
    ]
    made.headships = [Headship(unit_id=heads.id)] if heads is not None else []
    session.add(made)
    return made


def _password_hash() -> str:
    # Hashing is slow by design: one hash serves everybody, and says itself that it is quickly compared.
    if not _hash:
        _hash.append(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))
    return _hash[0]


class Force:
    """A small force: a team with its sergeant, a division above, an innovation lead and a data-sharing officer."""

    def __init__(self, name: str = "") -> None:
        self.organisation = _organisation(name)
        self.division = _unit("Division", self.organisation)
        self.team = _unit("Team", self.organisation, self.division)
        self.office = _unit("Innovation", self.organisation)
        self.constable = _person(self.team, name="Amina Constable")
        self.colleague = _person(self.team, name="Colin Colleague")
        self.sergeant = _person(self.team, heads=self.team, name="Sam Sergeant")
        self.inspector = _person(self.division, heads=self.division, name="Iris Inspector")
        self.lead = _person(self.office, Role.INNOVATION_LEAD, name="Lena Lead")
        self.data_officer = _person(self.office, Role.DATA_SHARING_OFFICER, name="Dev Dataofficer")
        self.administrator = _person(self.office, Role.ORGANISATION_ADMINISTRATOR, name="Ada Administrator")
        session.commit()  # all of it at once: most tests begin here
        with transaction():
            authorisation.give_first_routes(self.organisation.id)


def configured(
    force: Force, *stages: StagePlan, kind: str = "idea", anonymous: bool = False, **terms: Any
) -> None:
    """Put in force that posts of a kind take these stages. ``terms`` are those of their route."""
    with transaction():
        draft = authorisation.begin_draft(force.organisation, by=force.administrator)
        was = draft.configuration
        routes = tuple(
            replace(route, stages=stages, **terms) if route.conditions.kinds == (kind,) else route
            for route in was.routes
        )
        nameless = was.anonymous | {kind} if anonymous else was.anonymous - {kind}
        publish(force, replace(was, routes=routes, anonymous=nameless))


def publish(force: Force, configuration: Configuration) -> None:
    """Put a configuration in force, as its administrator does."""
    by = force.administrator
    with transaction():
        draft = authorisation.begin_draft(force.organisation, by=by)
        authorisation.change_draft(draft, configuration, seen=draft.version, by=by)
        authorisation.note_rehearsed(draft, seen=draft.version, by=by)
        authorisation.publish(draft, "As the test wants it.", seen=draft.version, by=by)


IDEA = Content(
    title="A quiet room for handover",
    summary="A quiet room next to the front office makes handover shorter.",
    body="Handover in the corridor takes twenty minutes, and half of it is lost.",
    details={"better": "A room with a door. We tried it for a week and it took nine minutes."},
    sharing="policing",
)
IMPACT_CASE = Content(
    title="A missing child was graded too low",
    summary="A repeat missing child was graded low because the history was not read. The form now shows it.",
    body="A child from a care home was reported missing for the ninth time and graded low.",
    details={"step_reached": "identify"},
    sharing="policing",
)
LEARNING = Content(
    title="Four weeks with a homelessness charity",
    summary="What a charity's outreach team does before a crisis, and what we could take from it.",
    body="I walked with the outreach team each morning.",
    details={
        "placement_type": "attachment",
        "host": "An outreach charity",
        "so_what": "They know people before there is a crisis.",
        "now_what": "Our beat officers join the walk on Tuesdays.",
    },
    sharing="policing",
)
CONTENT = {"idea": IDEA, "impact-case": IMPACT_CASE, "learning": LEARNING}


def draft(by: Person, kind: str = "idea", **changes: Any) -> Submission:
    """A draft with all that its kind needs."""
    with transaction():
        post = submissions.begin(kind, CONTENT[kind], by=by)
        if changes:
            submissions.save(post, Content(**changes), seen=post.version, by=by)
    return post


def sent(by: Person, kind: str = "idea", **changes: Any) -> Submission:
    """A post on its way, waiting at its first step."""
    post = draft(by, kind, **changes)
    with transaction():
        authorisation.send(post, by=by)
    return post


def nameless(force: Force, kind: str = "impact-case", **changes: Any) -> Submission:
    """A post that came over the desk, on its way. ``changes`` are columns of it."""
    content = CONTENT[kind]
    with transaction():
        post = Submission(
            kind=kind,
            organisation_id=force.organisation.id,
            organisation=force.organisation,
            desk_key=f"{next(_numbers):032d}",
            status=Status.DRAFT,
            begun_on=clock.today(),
            title=content.title,
            summary=content.summary,
            body=content.body,
            details=dict(content.details),
            sharing="policing",
        )
        for name, value in changes.items():
            setattr(post, name, value)
        session.add(post)
        session.flush()
        authorisation.set_off(post, by_id=None)
    return post


def decided(
    post: Submission, verdict: Verdict, reason: str = "", code: str = "", summary: str = ""
) -> Submission:
    """The post after its present holder has decided."""
    with transaction():
        step = ways.open_step(post)
        assert step is not None
        assert step.holder is not None
        reason = reason or ("" if verdict is Verdict.APPROVE else "Say where it was tried, and for how long.")
        code = code or ("not_now" if verdict is Verdict.DECLINE else "")
        answer = Decision(verdict, reason, code, seen=post.version, summary=summary)
        authorisation.decide(step, answer, by=step.holder)
    return post


def published(by: Person, kind: str = "idea", **changes: Any) -> Submission:
    """A post that every decider of its route approved."""
    post = sent(by, kind, **changes)
    while ways.open_step(post) is not None:
        decided(post, Verdict.APPROVE)
    return post


def trusted(
    force: Force,
    *stages: StagePlan,
    until: date = date(2099, 3, 31),
    authors: tuple[int, ...] = (),
    **terms: Any,
) -> Configuration:
    """Put in force that ideas for up to the region are published first, and reviewed after by these stages."""
    trust = RoutePlan(
        "Trusted",
        stages or (LEAD_STAGE,),
        Conditions(kinds=("idea",), up_to=Sharing.REGION, anonymous=False, authors=authors),
        publish_first=True,
        until=until,
    )
    configuration = Configuration((replace(trust, **terms), *FIRST_CONFIGURATION.routes))
    publish(force, configuration)
    return configuration


def checked_draft(by: Person, kind: str = "idea", **changes: Any) -> Submission:
    """A draft for the author's organisation, who has answered all three questions about sharing with no."""
    post = draft(by, kind, **({"sharing": "force"} | changes))
    with transaction():
        submissions.set_share_check(post, {name: "no" for name, _question, _advice in SHARE_CHECK}, [])
    return post


def sent_on_trust(by: Person, kind: str = "idea", **changes: Any) -> Submission:
    """A post that is sent where nothing stands in the way of publishing it first."""
    post = checked_draft(by, kind, **changes)
    with transaction():
        authorisation.send(post, by=by)
    return post
