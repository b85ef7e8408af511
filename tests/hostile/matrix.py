"""Who may do what to which thing: the permission matrix, written by hand and not read from the product.

A cell is a role, an address with its method, and a thing. What it answers is one of four words. ``doors`` says who
may do what; this says upon which things of the hostile world.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.hostile.doors import (
    APART,
    FOR_ALL,
    FUNCTIONS,
    KEEP_ABSENCE,
    KEEP_TOPICS,
    KNOW_ON_AGENDA,
    ON_A_COLLECTION,
    ON_A_CONFIDENCE,
    ON_A_FILE,
    ON_A_GRADE,
    ON_A_MEETING,
    ON_A_MESSAGE,
    ON_A_NEWSLETTER,
    ON_A_PERSON,
    ON_A_POST,
    ON_A_QUESTION,
    ON_A_ROUTE,
    ON_A_SHARED_ROUTE,
    ON_A_STEP,
    ON_A_TOPIC,
    ON_A_UNIT,
    ON_A_WISH,
    ON_AN_ABSENCE,
    ON_AN_AGENDA,
    ON_AN_ALMANAC,
    ON_AN_ASKING,
    ON_AN_ITEM,
    ON_AN_ORGANISATION,
    ON_BOARDS,
    ON_COVER,
    ON_SEVERAL,
    ON_SOMEBODY_OUTSIDE,
    ON_SYNONYMS,
    ON_WHAT_IS_AGREED,
    ON_WHAT_IS_KEPT,
    WRITE_NEWSLETTERS,
)
from tests.hostile.known import (
    ADMINISTER_HERE,
    AHEAD,
    ANSWER_FOR_LIBRARY,
    ASKED,
    AUTHORS,
    CURATE,
    EDIT,
    GUARDIANS,
    HERE,
    KNOW,
    LEADERS,
    LEADS,
    NOT_IN_LIBRARY,
    ON_AN_ENTRY,
    OPEN,
    OPEN_ITEMS,
    READ,
    ROLES,
    SAYS_HOW_IT_GOES_ON,
    SENDS,
    STAFF,
    WITH_FILE,
    WROTE,
)
from tests.hostile.signed_out import FOR_NOBODY, HIDDEN, IN, NO, PUBLIC, REFUSED, SIGN_IN, answer_signed_out
from tests.hostile.talks import ON_A_TALK, on_a_talk
from tests.hostile.world import World


@dataclass(frozen=True)
class Cell:
    """One request by one role, and the word for what it answers."""

    role: str
    endpoint: str
    method: str
    thing: str
    expected: str
    parts: dict[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        """The cell in words, for a finding."""
        return f"{self.role}: {self.method} {self.endpoint} on {self.thing or 'itself'}"


def answer_to(role: str, knows: set[str], may: set[str], refused: set[str] = frozenset()) -> str:  # type: ignore[assignment]
    """The word for somebody who is or is not among those who know, may, or are told that it cannot be."""
    if role in {"nobody", "leaver"}:
        return SIGN_IN
    if role in may:
        return IN
    if role in refused:
        return REFUSED
    return NO if role in knows else HIDDEN


def things(world: World, endpoint: str) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    """The things an endpoint can be asked about: name, parts of the address, who knows, who may, who is refused."""
    if endpoint in PUBLIC | FOR_NOBODY | FOR_ALL:
        known = (
            {"kind": "idea"}
            if endpoint.startswith("submissions.")
            else {"token": "stale", "file": "none", "what": "all"}
        ) | {"slug": "handover"}
        yield "", known, STAFF, STAFF, set()
        if endpoint.startswith("authorisation.outside_"):
            yield "a link", {"token": world.link, "file": "none"}, STAFF, STAFF, set()
    elif endpoint in ON_SEVERAL:
        yield "", {"sheet": "stale"}, set(), set(), set()
    elif endpoint in FUNCTIONS:
        yield "", {}, STAFF, FUNCTIONS[endpoint], set()
    elif endpoint in ON_A_POST:
        for name, known in world.posts.items():
            knows = KNOW[name]
            may = ON_A_POST[endpoint].get(name, set())
            told = SENDS.get(name, {"author"}) - may if endpoint == "authorisation_api.send" else set()
            yield name, {"reference": known.reference}, knows, may, told
    elif endpoint in ON_A_FILE:
        yield from _files(world, endpoint)
    elif endpoint in ON_A_STEP:
        yield from _steps(world, endpoint)
    elif endpoint in ON_AN_ITEM:
        yield from _items(world, endpoint)
    elif endpoint in APART:
        yield from _apart(world, endpoint)
    elif endpoint in ON_A_COLLECTION:
        yield from _collections(world, endpoint)
    else:
        yield from _kept(world, endpoint)


def _files(world: World, endpoint: str) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    for name in WITH_FILE:
        parts = {"reference": world.posts[name].reference, "file": world.files[name]}
        knows = KNOW[name] | READ.get(name, set()) | (ANSWER_FOR_LIBRARY if name in READ else set())
        may = knows if endpoint == "submissions.attachment" else EDIT.get(name, set())
        yield name, parts, knows, may, set()


def _steps(world: World, endpoint: str) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    for (name, number), reference in world.steps.items():
        is_open = (name, number) in OPEN
        knows, asked = set(KNOW[name]), ASKED[name][number] - WROTE.get(name, set())
        if is_open:
            knows |= ADMINISTER_HERE
        if (name, number) not in AHEAD:
            knows |= asked  # whoever is too late is told so
        may = asked & knows
        refused: set[str] = set()
        if endpoint == "authorisation.decide":
            may = KNOW[name] - AUTHORS - WROTE.get(name, set())
        elif endpoint in {"authorisation.take", "authorisation.hand_on"}:
            may = (may | LEADS | ADMINISTER_HERE) - WROTE.get(name, set()) if is_open else set()
        elif endpoint in {"authorisation.conflict", "authorisation.acknowledge"}:
            may = (may | LEADS) - WROTE.get(name, set()) if is_open else set()
        elif endpoint in {"authorisation.pass_over", "authorisation.add_decider"}:
            on_its_way = is_open or ((name, number) in AHEAD and name in {one for one, _number in OPEN})
            may = LEADS - WROTE.get(name, set()) if on_its_way else set()
        elif endpoint == "authorisation.proposed":
            may = set()  # nobody proposed anything
        elif endpoint == "authorisation.read_first":
            knows, may = set(), set()  # nothing here is read first
        elif endpoint in {
            "library.ask_author", "authorisation.propose_edit", "authorisation.ask_opinion",
            "authorisation.ask_someone_outside",
        }:  # fmt: skip
            may = may if is_open else set()
        elif not is_open:
            may, refused = set(), may
        yield f"{name} {number}", {"reference": reference}, knows, may, refused


def _items(world: World, endpoint: str) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    if endpoint == "library.answer":
        parts = {"reference": world.posts["for_policing"].reference, "question": world.question}
        may = AUTHORS | LEADS | {"curator"}
        yield "for_policing", parts, READ["for_policing"], may, set()
        return
    for name, readers in READ.items():
        parts = {"reference": world.posts[name].reference}
        knows = readers | AUTHORS | ANSWER_FOR_LIBRARY
        link = knows & (AUTHORS | {"topic_lead", "curator"})
        may = {
            **dict.fromkeys(
                ("library.item", "library.printed", "library.progress", "recognition.take_back"), knows
            ),
            "recognition.thank": (LEADERS & knows) - AUTHORS,
            **dict.fromkeys(SAYS_HOW_IT_GOES_ON, LEADS if name in OPEN_ITEMS else set()),
            "library_api.item": knows,
            "library.outcome": LEADS if name in OPEN_ITEMS else set(),
            "conversation.comments": knows,
            "conversation.comment": readers if name in OPEN_ITEMS else set(),
            "library.respond": readers - AUTHORS if name in OPEN_ITEMS else set(),
            "library.ask": readers - AUTHORS if name in OPEN_ITEMS else set(),
            "library.adopt": readers - AUTHORS if name in OPEN_ITEMS else set(),
            "library.merge": CURATE & knows if name in OPEN_ITEMS else set(),
            "library.part": CURATE & knows if name == "merged" else set(),
            **dict.fromkeys(("library.answers", "library.unlink"), link if name != "merged" else set()),
            "library.take_out": ANSWER_FOR_LIBRARY | ({"curator"} & readers),
            "library.changed": set(),  # no author lets anybody see what was changed
            **dict.fromkeys(ON_WHAT_IS_KEPT, LEADS | {"author"} if name in OPEN_ITEMS else set()),
            "library.bring_back": set(),  # nothing here is retired
        }[endpoint]
        yield name, parts, knows, may, set()
    for name in NOT_IN_LIBRARY:
        yield name, {"reference": world.posts[name].reference}, set(), set(), set()


def _apart(world: World, endpoint: str) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    """What only those know of who asked somebody outside, named them, keep a name, or follow something."""
    if endpoint in ON_A_WISH:
        knows, may = ON_A_WISH[endpoint]
        sort = {"following.stop": "follow", "following.take_off": "words"}.get(endpoint, "want")
        yield "of the neighbour", {"reference": world.wishes[sort]}, knows, may, set()
    elif endpoint in ON_BOARDS:
        yield from _boards(world, endpoint)
    elif endpoint in ON_A_TALK:
        yield from on_a_talk(endpoint, world.question, world.wishes["want"], world.remarks)
    elif endpoint in ON_A_NEWSLETTER:
        yield from _newsletters(world, endpoint)
    elif endpoint in ON_AN_ENTRY:
        knows = ON_AN_ENTRY["library.adoption"]
        yield "of the team", {"reference": world.entry}, knows, ON_AN_ENTRY[endpoint], set()
    elif endpoint in ON_AN_ASKING:
        yield "at_lead", {"reference": world.asking}, LEADS, ON_AN_ASKING[endpoint], set()
    elif endpoint in ON_SOMEBODY_OUTSIDE:
        yield "here", {"reference": world.named}, ADMINISTER_HERE, ADMINISTER_HERE, set()
    else:
        reference = world.confidential if endpoint == "guardians.post" else world.opening
        too_early = {"guardian"} if endpoint == "guardians.read" else set()  # nobody has agreed yet
        may = ON_A_CONFIDENCE[endpoint] - too_early
        yield "confidential", {"reference": reference}, GUARDIANS, may, too_early


def _boards(
    world: World, endpoint: str
) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    """A meeting that is shown and one that is not, what is on its agenda, what was agreed there; and a message."""
    if endpoint in ON_A_MEETING:
        may = ON_A_MEETING[endpoint]
        yield "shown", {"reference": world.boards["shown"]}, HERE, may, set()
        yield "begun", {"reference": world.boards["begun"]}, LEADS, may & LEADS, set()
    elif endpoint in ON_A_MESSAGE:
        knows = ON_A_MESSAGE["leadership.message"]
        yield "to heads", {"reference": world.boards["message"]}, knows, ON_A_MESSAGE[endpoint], set()
    elif endpoint in ON_A_QUESTION:
        yield "about it", {"reference": world.boards["question"]}, {"lead"}, {"lead"}, set()
    elif endpoint in ON_AN_AGENDA:
        for name, knows in KNOW_ON_AGENDA.items():
            yield name, {"reference": world.boards[name]}, knows, LEADS, set()
    else:
        knows = ON_WHAT_IS_AGREED["leadership.agreed"]
        yield (
            "about at_lead",
            {"reference": world.boards["agreed"]},
            knows,
            ON_WHAT_IS_AGREED[endpoint],
            set(),
        )


def _newsletters(
    world: World, endpoint: str
) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    """One that went out to everybody who works there, and a draft."""
    may = {"newsletter.show": HERE, "newsletter.mail": WRITE_NEWSLETTERS}.get(endpoint, set())
    yield "sent", {"reference": world.newsletters["sent"]}, HERE, may, set()
    keep = WRITE_NEWSLETTERS
    yield "draft", {"reference": world.newsletters["draft"]}, keep, keep, set()


def _collections(
    world: World, endpoint: str
) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    """One that is shown to everybody, and one that only those who keep it know of."""
    everybody, keep = set(world.people), LEADS | {"administrator", "topic_lead"}
    reads = everybody if endpoint == "collections.show" else keep
    yield "shown", {"reference": world.collections["shown"]}, everybody, reads, set()
    yield "begun", {"reference": world.collections["begun"]}, keep, keep, set()


def _kept(world: World, endpoint: str) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    there = {"other_administrator", "system"}
    if endpoint in ON_A_PERSON:
        for one in ("same_force", "other_force", "curator", "system"):
            knows = ADMINISTER_HERE if one == "same_force" else {"system"} if one == "system" else there
            national = one in {"curator", "system"} and endpoint != "people.person"
            parts = {"reference": world.people[one].reference, "role": "communications"}
            yield one, parts, knows, {"system"} if national else knows, set()
    elif endpoint in ON_AN_ALMANAC:
        for one, may in KEEP_ABSENCE.items():
            yield one, {"reference": world.people[one].reference}, may, may, set()
    elif endpoint in ON_AN_ABSENCE:
        may = KEEP_ABSENCE["author"]
        yield "author", {"reference": world.absence}, may, may, set()
    elif endpoint in ON_COVER:
        yield from _cover(world, endpoint)
    elif endpoint in ON_A_UNIT:
        yield "here", {"reference": world.units["here"]}, ADMINISTER_HERE, ADMINISTER_HERE, set()
        yield "there", {"reference": world.units["there"]}, there, there, set()
    elif endpoint in ON_A_ROUTE | ON_A_SHARED_ROUTE:
        yield from _routes(world, endpoint)
    elif endpoint in ON_A_TOPIC | ON_SYNONYMS:
        knows = STAFF if endpoint in ON_A_TOPIC else KEEP_TOPICS  # everybody reads what topics there are
        yield "handover", _of_the_curator(world, endpoint), knows, KEEP_TOPICS, set()
    elif endpoint in ON_AN_ORGANISATION:
        yield "here", {"code": world.codes["here"]}, ADMINISTER_HERE, {"system"}, set()
        yield "there", {"code": world.codes["there"]}, there, {"system"}, set()
    elif endpoint in ON_A_GRADE:
        yield "", {"key": world.grade}, {"system"}, {"system"}, set()


def _of_the_curator(world: World, endpoint: str) -> dict[str, Any]:
    return {"slug": "handover"} if endpoint in ON_A_TOPIC else {"reference": world.synonyms}


def _routes(
    world: World, endpoint: str
) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    for place, may in (("here", ADMINISTER_HERE), ("there", {"other_administrator", "system"})):
        in_force, offered = world.shared[place]
        reference = {
            "authorisation.route_share": in_force,
            "authorisation.route_stop_sharing": offered,
        }.get(endpoint, world.routes[place])
        yield place, {"reference": reference, "place": 0, "code": world.codes[place]}, may, may, set()


def _cover(world: World, endpoint: str) -> Iterator[tuple[str, dict[str, Any], set[str], set[str], set[str]]]:
    leads: dict[str, set[str]] = {"other_force": {"other_lead"}, "leaver": set()}
    for one, may in KEEP_ABSENCE.items():
        able = may | leads.get(one, LEADS)
        if endpoint == "authorisation.cover_of":
            yield one, {"reference": world.people[one].reference}, able, able, set()
        elif one == "author":
            yield one, {"reference": world.delegation}, able, able, set()


def cells(world: World) -> Iterator[Cell]:
    """The whole matrix over every page of the application."""
    for rule in world.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for thing, parts, knows, may, refused in things(world, rule.endpoint):
                given = {name: parts[name] for name in rule.arguments}
                for role in sorted(ROLES):
                    expected = answer_to(role, knows, may, refused)
                    if expected == SIGN_IN:
                        expected = answer_signed_out(role, rule.endpoint, method, thing)
                    if rule.endpoint in PUBLIC | FOR_NOBODY:
                        expected = IN if rule.endpoint in PUBLIC else HIDDEN
                    yield Cell(role, rule.endpoint, method, thing, expected, given)
