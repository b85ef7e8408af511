"""Posts and decisions for other programs: JSON at /api/v1, as docs and contract name it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import REASON_LENGTH, Verdict
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.json_body import NOT_VALID, number_in, read_object, text_in
from portal.people.api import by_token
from portal.submissions import actions as posts
from portal.submissions import queries as writings
from portal.submissions.actions import Content
from portal.submissions.kinds import BODY_LENGTH, DIFFERS_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from portal.submissions.rules import (
    Evidence,
    Sharing,
    author_shown_to,
    check_share_answers,
    may_send,
    with_unanswered,
    writes,
)

api = Blueprint("authorisation_api", __name__, url_prefix="/api/v1")
api.before_request(by_token)

STATUS_OF = {"not-yours": 403, NOT_VALID: 400, "missing": 400, "unknown-kind": 400}
CONFLICT = 409
WORD_LENGTH = 60
TEXTS = {
    "title": TITLE_LENGTH,
    "summary": SUMMARY_LENGTH,
    "body": BODY_LENGTH,
    "evidence": WORD_LENGTH,
    "sharing": WORD_LENGTH,
    "differs": DIFFERS_LENGTH,
}
AT_MOST = 200


@api.errorhandler(Refused)
def refused(refusal: Refused) -> ResponseReturnValue:
    """A refusal, with the sentence that a person can act on."""
    said = {"code": refusal.code, "message": refusal.message, "field": refusal.field}
    return {"error": said}, STATUS_OF.get(refusal.code, CONFLICT)


@api.post("/submissions")
@requires("submission.share")
def begin() -> ResponseReturnValue:
    """Begin a draft."""
    sent = _sent()
    kind = text_in(sent, "kind", WORD_LENGTH, needed=True) or ""
    post = posts.begin(kind, _content(sent), by=me())
    posts.answer_share_check(post, _answers(sent), by=me())
    return {"reference": post.reference, "status": post.status, "version": post.version}, 201


@api.get("/submissions/<reference>")
@requires("submission.read", on=writings.submission)
def show(post: Any) -> ResponseReturnValue:
    """One post of mine, or one that waits for me, with what happened to it."""
    story = queries.story_of(post, me())
    text = writings.text_shown_to(me(), post)
    return _state(post) | {
        "kind": post.kind,
        "updates": post.updates.reference if post.updates is not None else None,
        **{name: text[name] for name in ("title", "summary", "body", "details")},
        "sharing": text["sharing"],
        "evidence": text["evidence"],
        "topics": [slug for slug, _name in text["topics"]],
        "share_check": with_unanswered(post.share_check) if writes(me(), post) else None,
        "differs": post.differs if writes(me(), post) else None,
        "author": author_shown_to(me(), post).words,
        "way": [_stage(stage) for stage in queries.route_line(post, me())],
        "timeline": [
            {
                "event": one.event,
                "on": one.day,
                "who": one.who,
                "holder": one.holder,
                "reason": one.reason,
            }
            for one in reversed(story)
        ],
    }


@api.patch("/submissions/<reference>")
@requires("submission.edit", on=writings.submission)
def change(post: Any) -> ResponseReturnValue:
    """Change a draft, or a post that came back, on the version that was read.

    A no to "Can I share this?" that was said of other words is not kept: it is said again with them, or at sending.
    """
    sent = _sent()
    before = post.words
    posts.save(post, _content(sent), seen=number_in(sent, "version"), by=me())
    posts.answer_share_check(post, _answers(sent), by=me(), of_other_words=post.words != before)
    return _state(post) | {"share_check": with_unanswered(post.share_check)}


@api.post("/submissions/<reference>/send")
@requires("submission.send", on=writings.submission)
def send(post: Any) -> ResponseReturnValue:
    """Send a post on its way. What it leaves open of "Can I share this?", which the page asks, counts as a yes."""
    body = request.get_data(cache=False)
    answers = _answers(read_object(body)) if body else {}
    if may_send(me(), post):
        posts.answer_share_check(post, with_unanswered({**post.share_check, **answers}), by=me())
    actions.send(post, by=me())
    return _state(post)


@api.post("/submissions/<reference>/update")
@requires("submission.update", on=writings.submission)
def update(post: Any) -> ResponseReturnValue:
    """Bring a published post up to date: the update that is open, or a new one with its present text."""
    is_new = writings.open_update_of(post) is None
    return _state(posts.begin_update(post, by=me())), 201 if is_new else 200


@api.get("/steps")
@requires()
def steps() -> ResponseReturnValue:
    """What waits for my decision, what I hold first."""
    if request.args.get("waiting", "me") != "me":
        raise Refused("Ask with waiting=me.", field="waiting", code=NOT_VALID)
    return {"items": [_step(step) for step in queries.waiting_for(me(), AT_MOST)]}


@api.post("/steps/<reference>/decide")
@requires("step.answer", on=queries.step)
def decide(step: Any) -> ResponseReturnValue:
    """Decide a step, on the version that was read."""
    sent = _sent()
    verdict = text_in(sent, "verdict", WORD_LENGTH, needed=True)
    if verdict not in set(Verdict):
        raise Refused("“verdict” is approve, return or decline.", field="verdict", code=NOT_VALID)
    decision = Decision(
        Verdict(verdict),
        text_in(sent, "reason", REASON_LENGTH) or "",
        text_in(sent, "code", WORD_LENGTH) or ("other" if verdict == Verdict.DECLINE else ""),
        number_in(sent, "version"),
        text_in(sent, "summary", SUMMARY_LENGTH) or "",
        text_in(sent, "sharing", WORD_LENGTH) or "",
        _ticked(sent),
        _scores(sent),
        leave=text_in(sent, "leave", WORD_LENGTH) or "",
    )
    actions.decide(step, decision, by=me())
    return {"reference": step.reference, "state": step.state, "submission": _state(step.submission)}


def _ticked(sent: Mapping[str, Any]) -> tuple[str, ...]:
    given = sent.get("ticked", [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise Refused("“ticked” has to be a list of lines of the checklist.", field="ticked", code=NOT_VALID)
    return tuple(given)


def _scores(sent: Mapping[str, Any]) -> dict[str, tuple[int | None, str]]:
    """The score sheet: by the name of each line its score from 0 to 4, and a note."""
    given = sent.get("scores", {})
    wrong = Refused(
        "“scores” has to be an object: by the name of each line {“score”: 0 to 4, “note”: text}.",
        field="scores",
        code=NOT_VALID,
    )
    if not isinstance(given, dict):
        raise wrong
    found: dict[str, tuple[int | None, str]] = {}
    for name, one in given.items():
        score, note = (one.get("score"), one.get("note", "")) if isinstance(one, dict) else (None, None)
        if type(score) is not int or not isinstance(note, str):
            raise wrong
        found[name] = (score, note)
    return found


def _answers(sent: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers to "Can I share this?", by the name of each question."""
    given = sent.get("share_check", {})
    if not isinstance(given, dict):
        raise Refused("“share_check” has to be an object.", field="share_check", code=NOT_VALID)
    check_share_answers(given)
    return given


def _sent() -> dict[str, Any]:
    return read_object(request.get_data(cache=False))


def _content(sent: Mapping[str, Any]) -> Content:
    texts = {name: text_in(sent, name, at_most) for name, at_most in TEXTS.items()}
    for name, words in (("evidence", set(Evidence)), ("sharing", set(Sharing))):
        if texts[name] is not None and texts[name] not in words:
            raise Refused(f"“{name}” is one of: {', '.join(sorted(words))}.", field=name, code=NOT_VALID)
    details = sent.get("details")
    if details is not None and not isinstance(details, dict):
        raise Refused("“details” has to be an object.", field="details", code=NOT_VALID)
    topics = sent.get("topics")
    if topics is not None and not (isinstance(topics, list) and all(isinstance(one, str) for one in topics)):
        raise Refused("“topics” has to be a list of names.", field="topics", code=NOT_VALID)
    return Content(
        title=texts["title"],
        summary=texts["summary"],
        body=texts["body"],
        evidence=texts["evidence"],
        sharing=texts["sharing"],
        details=details or {},
        topics=topics,
        differs=texts["differs"],
    )


def _state(post: Any) -> dict[str, Any]:
    step = queries.open_step(post)
    waiting_for = step.holder.title if step is not None and step.holder is not None else None
    return {
        "reference": post.reference,
        "status": post.status,
        "version": post.version,
        "waiting_for": waiting_for,
        "step": step.reference if step is not None and may("step.read", step) else None,
    }


def _stage(stage: Any) -> dict[str, Any]:
    """One stage of the way, with those whom it asks: what is not for this reader yet stays out."""
    return {
        "name": stage.label,
        "state": stage.state,
        "needed": stage.step.needed,
        "beside": stage.beside,
        "voices": [
            {
                "who": one.holder or None,
                "state": one.state,
                "words": one.words,
                "due": one.step.due_on.isoformat() if one.step.due_on and one.state == "now" else None,
            }
            for one in stage.voices
        ],
    }


def _step(step: Any) -> dict[str, Any]:
    post = step.submission
    return {
        "reference": step.reference,
        "submission": {"reference": post.reference, "title": post.title, "kind": post.kind},
        "version": post.version,
        "question": step.question,
        "checklist": list(step.checklist),
        "criteria": [{"name": line.name, "weight": line.weight} for line in step.sheet],
        "due": step.due_on.isoformat(),
    }
