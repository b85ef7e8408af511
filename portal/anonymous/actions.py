"""What can be done at the desk, inside ``at_the_desk``. Nothing here reaches the portal's own database."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, text

from portal.anonymous import queries, rules
from portal.anonymous.models import DeskBase, Enclosed, File, Item, Notice, Waiting, at_the_desk, desk
from portal.anonymous.queries import Own
from portal.anonymous.rules import Act, State
from portal.anonymous.rules.crowd import EVERYBODY, Said
from portal.anonymous.rules.files import FILES_AT_MOST, TOO_MANY, called, number_free
from portal.authorisation.rules import check_unanswered
from portal.authorisation.rules.reasons import WHY_AT_MOST
from portal.feedback.rules import ANSWER_LENGTH
from portal.foundation.errors import Refused
from portal.foundation.files import CleanFile
from portal.foundation.sealing import public_key, sealed
from portal.guardians.rules import Destroy, Envelope
from portal.submissions import rules as life
from portal.submissions.kinds import Needed
from portal.submissions.models import Submission

__all__ = [
    "add_files",
    "answer",
    "answer_edit",
    "as_post",
    "at_the_desk",
    "change",
    "consent",
    "file",
    "go_further",
    "new_receipt",
    "note_night_done",
    "remove_file",
    "shuffle",
    "withdraw",
]

TEXT_NAMES = ("title", "summary", "body", "details", "sharing", "evidence", "topics", "share_check", "about")


def new_receipt() -> str:
    """A receipt that nobody else has. It is shown once and never stored.

    Those whose check symbol is on no keypad are passed over: a fifth of a bit less, and easier to write down.
    """
    while (receipt := rules.receipt_from(secrets.token_bytes(32)))[-1] not in rules.ALPHABET:
        pass
    return receipt


def file(
    receipt: str,
    organisation: str,
    kind: str,
    text: Mapping[str, Any],
    files: Sequence[CleanFile] = (),
    *,
    envelope: Envelope | None = None,
    destroy: Destroy = Destroy.AFTER_A_YEAR,
) -> Item:
    """Keep a post and its files safely at the desk. The same receipt again changes nothing: a double click is one post.

    In confidence it comes with an ``envelope``, and ``destroy`` says how long the name in it is kept.
    Raises ``Refused`` where this organisation takes no anonymous posts of the kind, something is missing,
    the text holds its own receipt, or the envelope was used.
    """
    lookup = rules.derived(receipt, "lookup")
    filed = desk.scalar(select(Item).where(Item.lookup == lookup))
    if filed is not None:
        return filed
    if kind not in queries.kinds_of(organisation):
        raise Refused("Posts of this kind cannot be made without a name there.", code="not-allowed")
    kept = _checked(kind, text, receipt) | {"about": _shown(organisation, text)}
    item = Item(
        key=secrets.token_hex(16),
        lookup=lookup,
        organisation=organisation,
        kind=kind,
        state=State.HELD,
        mailbox=public_key(bytes.fromhex(rules.derived(receipt, "mailbox"))),
        news=rules.news_code(receipt),
        told="",
        claim=life.claim_mark(life.claim_code(receipt)),
        text=kept,
    )
    desk.add(item)
    _add_files(item, [(secrets.token_hex(16), one) for one in files])
    _wait(item, Act.FILE, _enclose(item, envelope, destroy) if envelope is not None else {})
    desk.flush()
    return item


def add_files(receipt: str, turn: str, files: Sequence[CleanFile]) -> list[str]:
    """Add files to a post that its author may change. Returns their keys; the same ``turn`` again adds nothing.

    Raises ``Refused`` where it may not be changed now, or would have more than it may have.
    """
    post = _changeable(receipt)
    keys = [rules.derived(receipt, f"file {turn} {place}")[:32] for place in range(len(files))]
    _add_files(post.item, [pair for pair in zip(keys, files, strict=True) if desk.get(File, pair[0]) is None])
    return keys


def remove_file(receipt: str, key: str) -> None:
    """Take a file off a post that its author may change. It is gone at once; twice is fine."""
    post = _changeable(receipt)
    desk.execute(delete(File).where(File.item == post.item.key, File.key == key))


def _enclose(item: Item, envelope: Envelope, destroy: Destroy) -> dict[str, Any]:
    """Keep what the author may let go of later, sealed to their receipt; return what waits with the post."""
    if queries.is_used(envelope):
        raise Refused(
            "This envelope has come with a post already. Two posts with one would show that one person wrote both.",
            code="envelope",
        )
    own = {"guardians": envelope.guardians, "singles": dict(envelope.singles)}
    under_seal = sealed(item.mailbox, json.dumps(own).encode())
    desk.add(Enclosed(key=item.key, mark=envelope.mark, under_seal=under_seal))
    return {"envelope": {"box": envelope.box, "pairs": dict(envelope.pairs), "destroy": str(destroy)}}


def consent(receipt: str, opening: str, *, agrees: bool) -> None:
    """Agree that the guardian who asked reads who the author is, or do not. Raises ``Refused`` where nobody asks."""
    post = _owned(receipt)
    asked, kept = queries.consent_asked(post), queries.kept_of(receipt, post.item)
    part = kept.singles.get(asked["key"], "") if asked is not None and kept is not None else ""
    if asked is None or asked["opening"] != opening or (agrees and not part):
        raise Refused("Nobody asks that any more.", code="wrong-state")
    _wait(post.item, Act.CONSENT, {"opening": opening, "part": part if agrees else ""})
    desk.flush()


def change(receipt: str, text: Mapping[str, Any]) -> None:
    """Change a post that was returned, or that has not been passed on yet. Raises ``Refused`` otherwise."""
    item = _changeable(receipt).item
    # What was said about the author stays once it has been read: two answers together describe fewer than either.
    held = item.state == State.HELD
    about = _shown(item.organisation, text) if held else item.text.get("about") or {}
    item.text = _checked(item.kind, {**item.text, **text}, receipt) | {"about": about}
    if item.state == State.RELEASED:
        desk.execute(delete(Waiting).where(Waiting.item == item.key, Waiting.act == Act.CHANGE))
        _wait(item, Act.CHANGE, {})


def answer(receipt: str, question: str, text: str) -> None:
    """Answer a question that was asked about the post, or write again where it was answered before."""
    if not text.strip():
        raise Refused("Type your answer.", field="answer")
    if len(text) > ANSWER_LENGTH:
        raise Refused(f"Keep your answer within {ANSWER_LENGTH} characters.", field="answer")
    _refuse_receipt_within(text, receipt)
    post = _owned(receipt)
    said = {asked["question"] for asked in (*queries.open_questions(post), *queries.more_to_say(post))}
    if post.item.state == State.WITHDRAWN or question not in said:
        raise Refused(
            "That question has been answered, or was taken back.",
            field="answer",
        )
    _wait(post.item, Act.ANSWER, {"question": question, "text": text})
    desk.flush()


def go_further(receipt: str, why: str) -> None:
    """Ask, once, for somebody else to decide. Raises ``Refused`` where there is no cause, or nothing is said."""
    check_unanswered(why)
    _refuse_receipt_within(why, receipt)
    post = _owned(receipt)
    if not queries.may_go_further(post):
        raise Refused("A post can be taken further once, and not just now.", code="wrong-state")
    _wait(post.item, Act.GO_FURTHER, {"text": why.strip()})
    desk.flush()


def answer_edit(receipt: str, read: str, *, accepts: bool, why: str = "") -> None:
    """Accept the change to the text that was ``read``, or decline it.

    Raises ``Refused`` where it waits no longer, or another was put to the author since.
    """
    if len(why) > WHY_AT_MOST:
        raise Refused(f"Use at most {WHY_AT_MOST} characters.", field="why")
    _refuse_receipt_within(why, receipt)
    post = _owned(receipt)
    change = queries.open_change(post)
    if change is None:
        raise Refused("This change waits no longer.", code="wrong-state")
    if change["change"]["mark"] != read:
        raise Refused("Another change was put to you since. Read it below.", code="old-version")
    said = {"step": change["change"]["step"], "read": read, "accepts": accepts, "text": why.strip()}
    _wait(post.item, Act.ANSWER_EDIT, said)
    desk.flush()


def withdraw(receipt: str) -> None:
    """Take a post back before it is published."""
    post = _owned(receipt)
    if not queries.may_withdraw(post):
        raise Refused("It can no longer be withdrawn.", code="wrong-state")
    item = post.item
    desk.execute(delete(Waiting).where(Waiting.item == item.key))
    # What was passed on goes with the next batch, which has to know what it is to take away.
    desk.execute(delete(File).where(File.item == item.key, File.state == State.HELD))
    if item.state == State.HELD:
        # Nobody has seen it: only that there was something is kept, so that the receipt still answers.
        item.text = {"title": ""}
        enclosed = desk.get(Enclosed, item.key)
        if enclosed is not None:
            enclosed.under_seal = ""  # its envelope is gone with what waited
    else:
        _wait(item, Act.WITHDRAW, {})
    item.state = State.WITHDRAWN


def _owned(receipt: str) -> Own:
    post = queries.own(receipt)
    if post is None:
        raise Refused("We know no post with this code.", code="unknown")
    return post


def _changeable(receipt: str) -> Own:
    post = _owned(receipt)
    if not queries.may_change(post):
        raise Refused("It is changed when a decider asks for it, and nobody asks now.", code="wrong-state")
    return post


def _add_files(item: Item, files: Sequence[tuple[str, CleanFile]]) -> None:
    names = {there.name for there in queries.files_of(item)}
    if len(names) + len(files) > FILES_AT_MOST:
        raise Refused(TOO_MANY, field="files")
    for key, one in files:
        name = called(number_free(names), one.media_type)
        names.add(name)
        desk.add(
            File(
                key=key,
                item=item.key,
                name=name,
                media_type=one.media_type,
                state=State.HELD,
                content=one.content,
            )
        )


def _checked(kind: str, text: Mapping[str, Any], receipt: str) -> dict[str, Any]:
    kept = {name: text[name] for name in TEXT_NAMES if name in text}
    kept["details"] = life.checked_details(kind, kept.get("details") or {})
    if kept.get("sharing", life.Sharing.FORCE) not in rules.SHARED_AS_FAR_AS:
        raise Refused("Choose how far it may be shared.", field="sharing")
    post = as_post(kind, kept)
    for name, sentence in life.missing(post, Needed.TO_SEND):
        raise Refused(sentence, field=name, code="missing")
    _refuse_receipt_within(life.text_of(post), receipt)
    return kept


def _shown(organisation: str, text: Mapping[str, Any]) -> dict[str, Any]:
    """Of what an author says about themselves, what may be shown: the desk keeps no more."""
    said = text.get("about") or {}
    circle = queries.circle(organisation)
    if not said or circle is None:
        return {}
    shown = circle.shows(Said(said.get("unit", ""), said.get("band", ""))).said
    if shown == EVERYBODY:
        return {}
    return {"unit": shown.unit, "band": shown.band, "library": bool(said.get("library"))}


def as_post(kind: str, text: Mapping[str, Any]) -> Submission:
    """A text as the rules of posts read it. It is never stored."""
    return Submission(
        kind=kind,
        title=text.get("title", ""),
        summary=text.get("summary", ""),
        body=text.get("body", ""),
        details=dict(text.get("details") or {}),
    )


def _refuse_receipt_within(text: str, receipt: str) -> None:
    """A receipt in the text would hand the post to whoever reads it (SecureDrop's lesson)."""
    if rules.within(text, receipt):
        raise Refused(
            "Your code is in the text. Take it out: whoever reads it could act as you.", field="body"
        )


def _wait(item: Item, act: Act, what: Mapping[str, Any]) -> None:
    desk.add(Waiting(key=secrets.token_hex(16), item=item.key, act=act, what=dict(what)))


def shuffle() -> None:
    """Write every table of the desk anew in random order, on PostgreSQL (anonymity.md, design 7).

    There a row keeps its place and the number of the transaction that wrote it (``ctid``, ``xmin``). SQLite keeps
    rows of these tables by their keys, which are random, and has neither.
    """
    if desk.get_bind().dialect.name != "postgresql":
        return
    names = [table.name for table in DeskBase.metadata.sorted_tables]
    for name in names:
        desk.execute(text(f"create temporary table mixed_{name} on commit drop as table {name}"))
    desk.execute(text(f"truncate {', '.join(names)}"))  # new files: nothing of the old order is left in them
    for name in names:
        desk.execute(text(f"insert into {name} select * from mixed_{name} order by random()"))  # noqa: S608


def note_night_done(day: date) -> None:
    """Note that the night's work of this day is done."""
    desk.merge(Notice(name=queries.LAST_NIGHT, value={"day": day.isoformat()}))
