"""Who lives in the simulated forces, what can be told of each, and who posts what and when.

Every value by which somebody could be told apart holds a code of their own (``pxq`` and eight digits); every anonymous
text holds a canary (``itm-`` and twelve). Nothing else in the texts differs: all words come from one shared list.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

FIRST_DAY = date(2026, 11, 2)  # a Monday, in winter, when the wall shows UTC
WORDS = (
    "handover rota vehicle radio statement victim corridor template briefing custody search log patrol school "
    "estate shift locker camera exhibit return queue transport paper file room morning evening weekend supervisor "
    "volunteer partner charity hospital referral risk missing neighbour market station counter letter call list "
    "checklist battery charger form screen quick simple earlier later shorter clear safe useful quiet spare"
).split()

AFTER_DRAFT, SIGNED_IN, FROM_TINY, PLAIN = "after a draft", "signed in", "from a tiny unit", "plain"


@dataclass(frozen=True)
class Scale:
    """How large a run is."""

    name: str
    units: tuple[tuple[int, ...], ...]  # sizes of the units of each force
    days: int
    items: int
    after_draft: int  # posted just after a named draft was saved
    signed_in: int  # posted from a browser that is signed in at that moment
    twice: int  # people who post two
    tiny: int  # posts from units smaller than ``TINY``
    named: int  # posts under a name that are sent
    views: tuple[int, int]
    dumps: tuple[tuple[int, int], ...]  # (day, hour): at three in the morning after the backup of the night
    answers: int = 0  # posts about which a decider asks, and whose authors come back and answer
    edits: int = 0  # posts whose authors change them before they go out
    claims: int = 0  # posts that are claimed on the last day but one: they leave the test

    @property
    def people(self) -> int:
        """How many staff there are."""
        return sum(map(sum, self.units))


TINY = 10
SHORT = Scale(
    "short", ((20, 10, 7, 3), (12, 8)), 4, 40, 12, 10, 4, 4, 8, (1, 2),
    ((1, 3), (2, 3), (2, 13), (4, 15)), answers=4, edits=2,
)  # fmt: skip
SMALLER = Scale(
    "smaller", ((20, 10, 7, 3), (12, 8)), 3, 40, 12, 10, 4, 4, 4, (0, 1),
    ((1, 3), (1, 13), (3, 15)), answers=4, edits=2,
)  # fmt: skip
FULL = Scale(
    "full", ((60, 20, 7, 3), (45, 15), (40, 10)), 10, 100, 15, 25, 10, 10, 60, (3, 8),
    ((2, 3), (4, 3), (5, 13), (6, 3), (8, 3), (10, 15)), answers=15, edits=5, claims=5,
)  # fmt: skip
SCALES = {scale.name: scale for scale in (SHORT, SMALLER, FULL)}


@dataclass(frozen=True)
class Member:
    """Somebody who works here, and every value that tells them apart."""

    index: int
    code: str
    force: int
    unit: int
    tiny: bool

    def token(self, which: str) -> str:
        """A value that nobody else has: ``e`` of the address, ``n`` of the name, ``u`` of the browser, and so on."""
        return f"pxq{self.code}{which}"

    @property
    def email(self) -> str:
        return f"{self.token('e')}@force.example"

    @property
    def name(self) -> str:
        return f"Robin {self.token('n')}"

    @property
    def address(self) -> str:
        """Where their requests come from."""
        return f"127.0.1.{self.index + 1}"

    @property
    def headers(self) -> dict[str, str]:
        """What their browser says of itself."""
        return {
            "User-Agent": f"Mozilla/5.0 ({self.token('u')})",
            "Accept-Language": f"en-GB, x-{self.token('l')};q=0.5",
            "X-Forwarded-For": self.address,
            "Referer": f"http://localhost/?{self.token('r')}",
        }


@dataclass(frozen=True, order=True)
class Event:
    """Something somebody does at a moment: ``what`` names a method of ``living``."""

    at: datetime
    what: str
    who: int
    item: int = -1


@dataclass
class Visit:
    """One day of one person: from signing in until they go."""

    who: int
    begins: datetime
    ends: datetime
    draft_at: datetime | None


@dataclass
class Item:
    """An anonymous post: the truth about it, which the adversary never sees."""

    index: int
    canary: str
    who: int
    force: int
    coupling: str
    at: datetime
    receipt: str = ""
    text: str = ""
    batch: int = -1
    reads: bool = False
    asked: bool = False  # a decider asks about it
    claimed: bool = False

    @property
    def attached(self) -> bool:
        """Whether a file comes with it: every fifth."""
        return self.index % 5 == 0


@dataclass
class Plan:
    """All that will happen."""

    scale: Scale
    members: list[Member]
    visits: list[Visit]
    items: list[Item]
    events: list[Event] = field(default_factory=list)


def moment(day: int, hour: float) -> datetime:
    """An hour of a simulated day."""
    return datetime.combine(FIRST_DAY, time(), UTC) + timedelta(days=day, hours=hour)


def text(chance: random.Random, words: int) -> str:
    """Words as everybody uses them."""
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def planned(scale: Scale, seed: int) -> Plan:
    """Draw a population and its days. The same seed gives the same plan."""
    chance = random.Random(seed)  # noqa: S311 - a simulation that can be repeated
    members: list[Member] = []
    for force, units in enumerate(scale.units):
        for unit, size in enumerate(units):
            for _ in range(size):
                code = f"{chance.getrandbits(32):08x}"
                members.append(Member(len(members), code, force, unit, size < TINY))
    visits = [
        _visit(chance, member.index, day)
        for day in range(scale.days)
        for member in members
        if chance.random() < 0.6
    ]
    plan = Plan(scale, members, visits, [])
    _draw_items(chance, plan)
    _draw_events(chance, plan)
    return plan


def _visit(chance: random.Random, who: int, day: int) -> Visit:
    begins = moment(day, chance.uniform(7.5, 17.0))
    ends = begins + timedelta(hours=chance.uniform(0.5, 3.0))
    draft = begins + (ends - begins) * chance.uniform(0.2, 0.9) if chance.random() < 0.5 else None
    return Visit(who, begins, ends, draft)


def _draw_items(chance: random.Random, plan: Plan) -> None:
    """Who posts: drawn so that, given what is declared, every candidate was as likely as any other."""
    scale, members = plan.scale, plan.members
    drawn: list[tuple[int, str, datetime]] = []
    drafts = [visit for visit in plan.visits if visit.draft_at]
    for visit in chance.sample(drafts, scale.after_draft):
        assert visit.draft_at is not None
        drawn.append((visit.who, AFTER_DRAFT, visit.draft_at + timedelta(minutes=chance.uniform(1, 5))))
    for visit in chance.sample(plan.visits, scale.signed_in):
        at = visit.begins + (visit.ends - visit.begins) * chance.uniform(0.05, 0.95)
        drawn.append((visit.who, SIGNED_IN, at))
    anybody, tiny = range(len(members)), [member.index for member in members if member.tiny]
    plain = [chance.choice(tiny) for _ in range(scale.tiny)]
    two = [chance.choice(anybody) for _ in range(scale.twice)]
    others = scale.items - len(drawn) - len(plain) - 2 * len(two)
    plain += [*two, *two, *(chance.choice(anybody) for _ in range(others))]
    for place, who in enumerate(plain):
        at = moment(chance.randrange(scale.days), chance.uniform(7.5, 20))
        drawn.append((who, FROM_TINY if place < scale.tiny else PLAIN, at))
    for who, coupling, at in sorted(drawn, key=lambda one: one[2]):
        canary = f"itm-{chance.getrandbits(48):012x}"
        number = len(plan.items)
        plan.items.append(
            Item(number, canary, who, members[who].force, coupling, at, reads=chance.random() < 0.3)
        )


def _draw_events(chance: random.Random, plan: Plan) -> None:
    for visit in plan.visits:
        plan.events.append(Event(visit.begins, "signs_in", visit.who))
        spots = [visit.begins + (visit.ends - visit.begins) * chance.random() for _ in range(9)]
        views = chance.randint(*plan.scale.views)
        plan.events += [Event(spot, "looks", visit.who) for spot in spots[:views]]
        plan.events.append(Event(spots[8], "searches", visit.who))
        if visit.draft_at:
            plan.events.append(Event(visit.draft_at, "saves_draft", visit.who))
        if chance.random() < 0.3:
            plan.events.append(Event(visit.ends, "signs_out", visit.who))
    for visit in chance.sample([one for one in plan.visits if one.draft_at], plan.scale.named):
        assert visit.draft_at is not None
        plan.events.append(Event(visit.draft_at + timedelta(seconds=30), "sends_named", visit.who))
    for item in plan.items:
        plan.events.append(Event(item.at, "posts", item.who, item.index))
        if item.reads:
            later = item.at + timedelta(hours=chance.uniform(4, 40))
            plan.events.append(Event(later, "reads", item.who, item.index))
    _draw_talk(chance, plan)
    end = moment(plan.scale.days, 14)
    plan.events = sorted(event for event in plan.events if event.at < end)


def _draw_talk(chance: random.Random, plan: Plan) -> None:
    """Whose authors come back to say something: at a time of their own, whatever else they do."""
    for item in chance.sample(plan.items, plan.scale.answers):
        item.asked = True
        later = item.at + timedelta(hours=chance.uniform(24, 60))
        plan.events.append(Event(later, "answers", item.who, item.index))
    for item in chance.sample(plan.items, plan.scale.edits):
        later = item.at + timedelta(minutes=chance.uniform(5, 30))
        plan.events.append(Event(later, "changes", item.who, item.index))
    early = [item for item in plan.items if item.at < moment(plan.scale.days // 2, 0)]
    for item in chance.sample(early, min(len(early), 3 * plan.scale.claims)):  # not each is decided by then
        later = moment(plan.scale.days - 2, chance.uniform(8, 18))
        plan.events.append(Event(later, "claims", item.who, item.index))
