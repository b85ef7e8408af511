"""Sixty-four posts that most may not see, in seventeen states; and what is answered, but for what is made anew.

Half are of a force of their own, so that everybody else looks at them from outside; half are of a team inside the
force whose people look, so that colleagues do. Their words are those of what everybody finds, again and again, with
words of their own: whatever counts, weighs or corrects words shows it if it looks at them.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product, zip_longest
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import TestResponse

from portal import reactions
from portal.authorisation import actions as authorisation
from portal.authorisation.rules import Verdict
from portal.conversation import actions as conversation
from portal.conversation import queries as talks
from portal.conversation.rules.moderating import Reason
from portal.feedback import actions as feedback
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.library import actions as library
from portal.library import queries
from portal.library.cli import export
from portal.library.queries import labels, synonyms
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.importing import Order, bring_in
from portal.submissions.models import Submission
from portal.submissions.rules import Sharing
from tests.factories import Force, decided, draft, nameless, person, published, sent, unit
from tests.hostile.boards import put_on_board
from tests.hostile.corpora import EVERYTHING
from tests.hostile.matrix import cells
from tests.hostile.signed_out import IN, PUBLIC
from tests.hostile.test_matrix import NOWHERE, drawn
from tests.hostile.world import World

KEEPS = type(cache(str))  # a function that keeps what it answered
VISIBLE, UPDATED, EACH = 14, 4, 2
OWN_WORDS = "quarkle zorbing handover quiet room drone corridor zorbingly"
ANEW = re.compile(rb'(name="(?:csrf_token|idempotency_key|envelope|draft|sheet)" value=)"[^"]*"')
# The length of an answer says no more than the answer, and differs with what is made anew.
HEADERS_ANEW = frozenset({"content-length", "date", "set-cookie"})
QUESTIONS = (
    "", "handover", "handovr", "hand*", "zorbing", "zorbin", "zor*", "quarkle corridor", '"quiet room"',
    '"handover quarkle"', "handover -corridor", "drone zorbingly", "secretariat",
)  # fmt: skip
NARROWED = (
    "kind=idea", "kind=impact-case&q=missing", "region=East", "region=Midlands&sort=used", "marker=identify",
    "topic=handover&sort=evidence", "evidence=untested&per_page=5", "q=handover&page=2&per_page=3",
    "sort=newest&page=9", "q=handover&match=any&sort=newest", "organisation=nowhere&kind=idea&q=drone",
)  # fmt: skip
SEARCHES = ("/library", "/library.atom", "/api/v1/library")
ONE = ("/library/{}", "/api/v1/library/{}", "/submissions/{}")
# What an organisation did in all is counted openly where one works, as decision 43 says: the number and nothing else.
COUNTED = {"promises.kept": "/promise", "insight.organisation": "/insight", "insight.table": "/insight.csv"}
HARVESTS = (
    "/oai?verb=Identify", "/oai?verb=ListSets", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&set=learning", "/sitemap.xml", "/robots.txt",
)  # fmt: skip
LIKENESSES = ("/library/similar", "/api/v1/similar")


class Hidden:
    """Who writes what the others may not see, and some posts of theirs that everybody may."""

    def __init__(self, world: World) -> None:
        rowan = Force("Rowan")
        rowan.organisation.region = "East"
        nights = unit("Nights", world.person("author").organisation)
        person(nights, heads=nights)
        for office in (rowan.office, nights):  # else the national curator reads what is anonymous there first
            person(office, Role.DEIDENTIFIER)
        insider, outsider = person(nights), rowan.constable
        writers = (insider, world.person("other_force"), outsider)
        for number in range(VISIBLE):
            published(
                writers[number % 3],
                ("idea", "impact-case", "learning")[number % 3],
                title=f"A drone in the corridor {'handover ' * (number % 4)}{number}",
                sharing=("policing", "public")[number % 2],
                topics=["handover"] if number % 4 else [],
            )
        self._updated = [published(insider, sharing="public").id for _number in range(UPDATED)]
        self._colleagues = {
            one.id: [person(one.unit).id for _number in range(2)] for one in (insider, outsider)
        }
        self._outside = outsider.id, rowan.lead.id
        self._inside = insider.id, world.people["importer"].id
        self._board = world.boards["shown"]

    def hide_outside(self, folder: Path) -> list[str]:
        """Thirty-two posts of a force that has nothing to do with who looks. Returns their references."""
        by, lead = (session.get_one(Person, key) for key in self._outside)
        made = self._in_every_state(by, lead, folder / "outside.jsonl")
        for number in range(EACH):
            made += [published(by, **_words("force", number))]
            made += [published(by, "learning", **_words("region", number))]
        return [post.reference for post in made]

    def hide_inside(self, folder: Path) -> list[str]:
        """Thirty-two posts of a team in the force of those who look. Returns their references."""
        by, lead = (session.get_one(Person, key) for key in self._inside)
        made = self._in_every_state(by, lead, folder / "inside.jsonl")
        made += [self._update(key, by) for key in self._updated]
        with transaction():
            put_on_board(self._board, made, lead)
        return [post.reference for post in made]

    def _update(self, key: int, by: Person) -> Submission:
        with transaction():
            update = posts.begin_update(session.get_one(Submission, key), by=by)
            posts.save(update, Content(**_words("public", 1)), seen=update.version, by=by)
            authorisation.send(update, by=by)
        return update

    def _in_every_state(self, by: Person, lead: Person, file: Path) -> list[Submission]:
        """Two posts in each state in which a post can be hidden from colleagues."""
        home = SimpleNamespace(organisation=by.organisation)
        made = []
        for number in range(EACH):
            words = _words("unit", number)
            leader = published(by, **words)
            self._talked_of(leader, lead)
            made += [
                draft(by, **words),
                sent(by, **words),
                decided(sent(by, **words), Verdict.APPROVE),
                decided(sent(by, **words), Verdict.RETURN),
                decided(sent(by, **words), Verdict.DECLINE),
                self._listed(decided(sent(by, **words), Verdict.DECLINE)),
                self._withdrawn(sent(by, **words)),
                self._taken_out(published(by, **words), lead),
                leader,
                self._merged(published(by, **words), leader, lead),
                nameless(home, "impact-case", **_columns(number)),
                decided(nameless(home, "impact-case", **_columns(number)), Verdict.APPROVE),
                nameless(home, "idea", confidential=True, **_columns(number)),
            ]
        return made + self._imported(lead, file)

    def _talked_of(self, post: Submission, lead: Person) -> None:
        """What colleagues asked, answered, said and reported of a hidden post, and what of it was hidden."""
        others = [session.get_one(Person, key) for key in self._colleagues[post.author_id]]
        with transaction():
            question = feedback.ask(post, OWN_WORDS, by=others[0])
            asked = talks.asked_of(question)
            answer = conversation.answer(asked, OWN_WORDS, by=others[1])
            conversation.same_question(asked, by=others[1])
            said = [conversation.comment(post, OWN_WORDS, by=others[1]) for _number in range(2)]
            for one in (answer, *said):
                conversation.report(one, Reason.OTHER, OWN_WORDS, by=others[0])
            conversation.hide(said[0], Reason.OTHER, OWN_WORDS, by=lead)
            conversation.appeal(said[0], OWN_WORDS, by=others[1])

    def _listed(self, post: Submission) -> Submission:
        with transaction():
            post.left_for = Sharing.UNIT
            posts.list_as_declined(post, True, by=post.author)
        return post

    def _withdrawn(self, post: Submission) -> Submission:
        with transaction():
            authorisation.withdraw(post, by=post.author)
        return post

    def _taken_out(self, post: Submission, lead: Person) -> Submission:
        library.write([post.id])
        with transaction():
            item = queries.item(post.reference)
            assert item is not None
            library.take_out(item, "It named somebody.", by=lead)
        return post

    def _merged(self, post: Submission, leader: Submission, lead: Person) -> Submission:
        with transaction():
            library.merge(post, leader, "Both are the same.", by=lead)
        return post

    def _imported(self, lead: Person, file: Path) -> list[Submission]:
        rows = [{"id": f"hidden-{number}", "title": OWN_WORDS, "text": OWN_WORDS} for number in range(EACH)]
        file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
        for _report in bring_in(file, Order(lead.organisation, "idea", lead, by=lead)):
            pass
        asked = session.query(Submission).filter_by(organisation_id=lead.organisation.id)
        return asked.filter(Submission.external_id.like("hidden-%")).all()


def _words(sharing: str, number: int) -> dict[str, Any]:
    return {
        "title": f"{OWN_WORDS} {number}",
        "summary": f"{OWN_WORDS}.",
        "body": f"{OWN_WORDS}. " * 20,
        "topics": ["handover"],
        "evidence": "research",
        "sharing": sharing,
    }


def _columns(number: int) -> dict[str, Any]:
    return {name: value for name, value in _words("unit", number).items() if name != "topics"}


def settle() -> None:
    """Let all that was done reach every surface, and let this process forget what it keeps to be quick.

    What is kept shows what was found before, and would hide that something else is found now.
    """
    session.commit()
    journal.catch_up(reactions.REACTIONS)
    library.rebuild()
    session.remove()
    labels._labels = labels._Labels()
    synonyms.forget()
    kept = [
        thing
        for name, module in sys.modules.items()
        if name.startswith("portal.")
        for thing in vars(module).values()
        if type(thing) is KEEPS
    ]
    for one in kept:
        one.cache_clear()


def pages_of(world: World, roles: set[str]) -> list[tuple[str, str]]:
    """Every page that the application has, from its own map, by these roles where they may open it.

    One for anybody, or about a single thing, is asked by one of them; by all where everything is asked for.
    """
    places: dict[tuple[str, str], set[str]] = {}
    with world.app.test_request_context():
        for cell in sorted(cells(world), key=drawn):
            if cell.endpoint in COUNTED:
                continue
            if cell.method == "GET" and cell.expected == IN and cell.role in roles:
                asked = places.setdefault((cell.thing, world.address(cell.endpoint, cell.parts)), set())
                if EVERYTHING or not (cell.thing or cell.endpoint in PUBLIC) or not asked:
                    asked.add(cell.role)
    return [(role, place) for (_thing, place), asked in sorted(places.items()) for role in sorted(asked)]


def searches_of(roles: set[str]) -> Iterator[tuple[str, str]]:
    """Every way to ask the library, by these roles: words, likenesses, filters, orders and pages."""
    for role in sorted(roles):
        for place in SEARCHES:
            yield from ((role, f"{place}?{urlencode({'q': words})}") for words in QUESTIONS)
            yield from ((role, f"{place}?{narrowed}") for narrowed in NARROWED)
        yield from ((role, place) for place in HARVESTS)
        for place in LIKENESSES:
            yield from ((role, f"{place}?{urlencode({'title': words})}") for words in QUESTIONS)


def answered(world: World, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """What each is answered, byte for byte, with its status and headers, less what is made anew each time."""
    return {(role, place): bare(world.send(role, "GET", place)) for role, place in asked}


def bare(answer: TestResponse) -> bytes:
    """An answer without form tokens, keys and dates of sending."""
    head = sorted(f"{name}: {value}" for name, value in answer.headers if name.lower() not in HEADERS_ANEW)
    return "\n".join([answer.status, *head, ""]).encode() + ANEW.sub(rb"\1", answer.data)


def told_of(world: World, roles: Iterable[str], references: Iterable[str]) -> list[str]:
    """Where an address with one of these references is answered otherwise than one that was never anybody's."""
    found = []
    for role, place in product(roles, ONE):
        nothing = bare(world.send(role, "GET", place.format(NOWHERE)))
        for reference in references:
            said = bare(world.send(role, "GET", place.format(reference)))
            if said.replace(reference.encode(), NOWHERE.encode()) != nothing:
                found.append(f"{role} at {place}: another answer than for what is not there")
    return found


def named_where_counted(world: World, roles: Iterable[str], hidden: Iterable[str]) -> list[str]:
    """Where a page that counts says a word of what its reader may not see, or leads to it."""
    secrets = {*OWN_WORDS.split(), *hidden} - {
        "handover",
        "quiet",
        "room",
        "drone",
        "corridor",
    }  # topics of others
    found = []
    for role, place in product(sorted(roles), COUNTED.values()):
        said = world.send(role, "GET", place).data
        found += [f"{role} at {place}: {secret}" for secret in sorted(secrets) if secret.encode() in said]
    return found


def exported(folder: Path) -> dict[tuple[str, str], bytes]:
    """The library as the operator takes it out for all of policing, in both formats."""
    assert export.callback is not None
    said = {}
    for form in ("jsonl", "csv"):
        file = folder / f"library.{form}"
        export.callback(to=file, form=form, restricted=False)
        said["operator", f"export as {form}"] = file.read_bytes()
    return said


def differences(before: Mapping[tuple[str, str], bytes], after: Mapping[tuple[str, str], bytes]) -> list[str]:
    """Where what somebody is answered is not what it was, with the first line that differs."""
    found = []
    for (role, place), said in after.items():
        if said != before[role, place]:
            was, now = before[role, place].decode().split("\n"), said.decode().split("\n")
            pairs = zip_longest(was, now, fillvalue="(nothing)")
            first = next((one, other) for one, other in pairs if one != other)
            found.append(f"{role} at {place}: {first[0].strip()[:160]!r} became {first[1].strip()[:160]!r}")
    return found
