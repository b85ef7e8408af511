"""Hostile text taken through the whole life of a post, then looked for wherever anything typed is shown."""

import csv
import email
import email.policy
import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal import reactions
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState, UseKind
from portal.foundation import clock, journal, outbox
from portal.foundation.database import session, transaction
from portal.foundation.mail import transport_for
from portal.foundation.outbox import OutgoingMail
from portal.foundation.text import BadText, plain_line, plain_text
from portal.library.actions import rebuild
from portal.library.cli import export
from portal.notifications import actions as notifications
from portal.people.models import Organisation, Person, Unit
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.importing import Order, bring_in
from portal.submissions.kinds import KINDS, FieldType, Needed
from portal.submissions.models import Submission, Topic
from tests.hostile.corpora import all_texts, formulas, in_heaps, number_for, short_ones, some_of
from tests.hostile.harm import active_in, harm_in, quick
from tests.hostile.world import World

LIVES = 4  # whole lives walked, each with a heap of texts in every field
IMPORTED = 600
HEAP = 15_000
STYLED = re.compile(r"<(?:a|body|h2|li|p|span|table|td|ul) style='[a-z]")
ENDS = ("", "/versions", "/versions?version=1")


def kept(texts: list[str]) -> list[str]:
    """Those that can be kept, as they are kept: what a form refuses never comes to a page."""
    found = []
    for one in texts:
        try:
            found.append(plain_text(one))
        except BadText:
            continue
    return [one for one in found if one.strip()]


def line(text: str, at_most: int) -> str:
    return plain_line(text)[:at_most].strip() or "Nothing"


def everywhere(world: World, reference: str, wrong: list[str], typed: str) -> None:
    """Every page that shows anything of posts, as those who may look at it."""
    steps = [
        step.reference
        for step in ways.present_steps(session.query(Submission).filter_by(reference=reference).one())
    ]
    places = [
        *((role, f"/submissions/{reference}{end}") for role in ("author", "lead") for end in ENDS),
        *((role, f"/steps/{step}") for step in steps for role in ("head", "lead")),
        *((role, "/queue") for role in ("head", "lead")),
        *(("lead", f"/steps/{step}/hand-on") for step in steps),
        ("author", f"/submissions/{reference}/edit"), ("author", f"/submissions/{reference}/check"),
        ("author", "/submissions"), ("author", "/"), ("author", "/notices"), ("head", "/notices"), ("lead", "/triage"),
        ("neighbour", "/library"), ("neighbour", "/library?sort=newest"), ("neighbour", "/library?q=handover"),
        ("neighbour", "/"), ("neighbour", f"/library/{reference}"), ("lead", f"/library/{reference}/outcome"),
        ("neighbour", f"/library/{reference}/questions"), ("neighbour", f"/library/{reference}/response"),
        ("neighbour", "/library/similar?title=handover"), ("neighbour", "/library.atom"),
        ("administrator", "/admin/people"),
        ("administrator", "/admin/units"), ("system", "/admin/organisations"), ("administrator", "/admin/routes"),
        ("neighbour", "/api/v1/library"), ("neighbour", f"/api/v1/library/{reference}"),
        ("author", f"/api/v1/submissions/{reference}"),
        ("head", "/api/v1/steps"), ("neighbour", "/api/v1/similar?title=handover"), ("neighbour", "/account"),
    ]  # fmt: skip
    for role, address in places:
        try:
            with quick(address, wrong):
                answer = world.send(role, "GET", address)
            wrong += harm_in(answer, f"{role} at {address}", typed=typed)
            if answer.mimetype == "application/json":
                wrong += [f"{address}: {one}" for one in active_in(json_html(answer.get_json()))]
        except AssertionError as fault:
            if "bytes, more than" not in str(fault):
                wrong.append(f"{role} at {address}: {fault}")


def json_html(said: Any) -> str:
    """The pieces of an answer in JSON that are HTML."""
    if isinstance(said, dict):
        return "".join(value if name == "html" else json_html(value) for name, value in said.items())
    return "".join(json_html(one) for one in said) if isinstance(said, list) else ""


def mails(world: World, wrong: list[str], folder: Path) -> None:
    """Every mail, as it leaves: its headers are the template's, its HTML does nothing."""
    for days in range(1, 8):  # long enough for everybody's next working day
        noon = datetime.combine(clock.today() + timedelta(days=days), time(12), UTC)
        with clock.at(noon):
            while notifications.write_mail_of_day():
                pass
            outbox.deliver(transport_for(str(folder)), "portal@force.example")
    read = 0
    for file in folder.rglob("*.eml"):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        read += 1
        strange = {name.lower() for name in message} - {
            "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "auto-submitted",
            "list-unsubscribe", "list-unsubscribe-post",
            "content-transfer-encoding", "x-auto-response-suppress", "precedence", "reply-to", "list-id",
        }  # fmt: skip
        if strange or len(message.get_all("to", [])) != 1 or "\n" in str(message["subject"]):
            wrong.append(f"mail with the headers {sorted(strange)}: {message['subject']!r}")
        for part in message.walk():
            if part.get_content_type() == "text/html":
                # A mail's template has its styles in the page; text that a person typed never brings one.
                harm = [one for one in active_in(part.get_content()) if not STYLED.match(one)]
                wrong += [f"mail {message['subject']!r}: {one}" for one in harm]
    assert read > 3


def rename(world: World, texts: list[str]) -> None:
    """Names that do harm, for people, units, organisations and topics."""
    lines = [line(one, 50) for one in texts]
    for place, one in enumerate(session.scalars(select(Person))):
        one.name = lines[place % len(lines)]
    for place, unit in enumerate(session.scalars(select(Unit))):
        unit.name = f"{lines[place % len(lines)]} {place}"
    for place, organisation in enumerate(session.scalars(select(Organisation))):
        organisation.name = f"{lines[place % len(lines)]} {place}"
        organisation.short_name = organisation.name
    for place, topic in enumerate(session.scalars(select(Topic))):
        topic.name = lines[place % len(lines)]
    session.commit()


def live(world: World, heap: str, short: list[str], kind: str) -> str:
    """A post with these texts in every field, from its first save to what readers say of it."""
    by, lead = world.person("author"), world.person("lead")
    described = KINDS[kind]
    details: dict[str, Any] = {}
    for place, field in enumerate(described.fields):
        if field.type is FieldType.LINE:
            details[field.name] = line(short[place % len(short)], 190)
        elif field.type is FieldType.TEXT:
            details[field.name] = heap[: field.max_length]
        elif field.type is FieldType.CHOICE and field.needed is Needed.TO_SEND:
            details[field.name] = field.options[0][0]
        elif field.type is FieldType.QUOTATIONS:
            details[field.name] = [{"text": heap[:500] or "a", "consent": "named"}]
    reason = heap[:900]
    with transaction():
        post = posts.begin(
            kind,
            Content(
                title=line(short[0], 140),
                summary=line(short[1], 280),
                body=heap,
                details=details,
                sharing="public",
                topics=["handover"],
            ),
            by=by,
        )
        authorisation.send(post, by=by)
    decide(post, Verdict.RETURN, reason)
    with transaction():
        posts.save(
            post,
            Content(title=line(short[2], 140), body=f"{heap[: HEAP // 2]} handover"),
            seen=post.version,
            by=by,
        )
        authorisation.send(post, by=by)
    with transaction():
        step = ways.open_step(post)
        assert step is not None
        feedback.ask(post, reason, by=world.person("head"))
        authorisation.hand_on(step, lead, by=lead, reason=line(short[3], 290))
    while ways.open_step(post) is not None:
        decide(post, Verdict.APPROVE, reason)
    with transaction():
        asked = feedback.ask(post, reason, by=world.person("neighbour"))
        feedback.answer(asked, reason, by=world.person("author"))
        feedback.respond(post, UseKind.DID_NOT_FIT, reason, by=world.person("neighbour"))
        feedback.respond(post, UseKind.USED, reason, by=world.person("curator"))
        feedback.keep_outcome(post, OutcomeState.STOPPED, None, reason, by=world.person("lead"))
    return post.reference


def decide(post: Submission, verdict: Verdict, reason: str) -> None:
    with transaction():
        step = ways.open_step(post)
        assert step is not None
        assert step.holder is not None
        authorisation.decide(step, Decision(verdict, reason, seen=post.version), by=step.holder)


def test_hostile_text_does_nothing_anywhere_in_a_whole_life(world: World, tmp_path: Path) -> None:
    wrong: list[str] = []
    heaps = in_heaps(kept(some_of(all_texts(), 1200, f"lives {world.name}")), HEAP)
    heaps = some_of(tuple(heaps), number_for(world.name, LIVES), f"heaps {world.name}")
    for place, heap in enumerate(heaps):
        short = kept(some_of(short_ones(all_texts()), 12, f"short {place} {world.name}"))
        with world.apart():
            if place % 2:
                rename(world, short)
            reference = live(world, heap, short, list(KINDS)[place % len(KINDS)])
            journal.catch_up(reactions.REACTIONS)
            everywhere(world, reference, wrong, heap)
            if place == 0:
                mails(world, wrong, tmp_path)
    session.remove()
    rebuild()
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(set(wrong))[:60])


def test_hostile_titles_and_texts_in_the_library_its_feed_its_interface_and_its_files(
    world: World, tmp_path: Path
) -> None:
    wrong: list[str] = []
    texts = kept(
        [*formulas(), *some_of(all_texts(), number_for(world.name, IMPORTED), f"imported {world.name}")]
    )
    file = tmp_path / "rows.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for place, one in enumerate(texts):
            row = {
                "id": f"h{place}",
                "title": line(one, 140),
                "summary": line(one, 290),
                "text": one,
                "tags": [line(one, 40)],
            }
            out.write(json.dumps(row) + "\n")
    with world.apart():
        by = world.person("system")
        order = Order(
            by.organisation, "idea", by, published=True, authority=line(texts[0], 100), sharing="public"
        )
        for _report in bring_in(file, order):
            pass
        journal.catch_up(reactions.REACTIONS)
        rebuild()
        last = len(texts) // 100 + 1
        pages = [f"/library?per_page=100&page={number}" for number in range(1, last + 1)]
        pages += [f"/api/v1{page}" for page in pages] + ["/library.atom"]
        references = [post.reference for post in session.query(Submission).filter_by(external_id="h0").all()]
        some = session.query(Submission.reference).filter(Submission.external_id.like("h%7")).all()
        pages += [f"/library/{one}" for one in [*references, *(row.reference for row in some)]]
        for page in pages:
            try:
                with quick(page, wrong):
                    answer = world.send("partner", "GET", page)
                wrong += harm_in(answer, page, typed="7*7" if page.startswith("/library/") else "")
            except AssertionError as fault:
                if "bytes, more than" not in str(fault):
                    wrong.append(f"{page}: {fault}")
        wrong += faults_of_export(tmp_path)
    session.remove()
    rebuild()
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(set(wrong))[:60])


def faults_of_export(folder: Path) -> list[str]:
    """A file for spreadsheets in which any cell would be reckoned."""
    assert export.callback is not None
    export.callback(to=folder / "out.csv", form="csv", restricted=True)
    export.callback(to=folder / "out.jsonl", form="jsonl", restricted=True)
    for written in (folder / "out.jsonl").read_text("utf-8").split("\n"):
        assert not written or json.loads(written)
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) > 100
    return [
        f"the cell {cell[:40]!r} would be reckoned"
        for cell in cells
        if cell[:1] in "=+-@\t\r\n＝＋－＠" and cell
    ]


def test_the_outbox_keeps_hostile_words_on_one_line(world: World) -> None:
    with world.apart():
        session.remove()
        assert not [
            row for row in session.scalars(select(OutgoingMail)) if "\n" in row.subject or "\r" in row.subject
        ]
