"""The author's side of the way to the library: the last look, sending, one post and where it is, taking it back."""

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.forms import CloseForm
from portal.authorisation.rules import (
    AUTHOR_HEADS,
    YOU_HEAD,
    YOUR_READERS,
    Said,
    StepState,
    Verdict,
    lateness,
    said_to_author,
)
from portal.authorisation.rules.trust import OUT, STAYS
from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.people.rules.calendar import working_days_between
from portal.promises import queries as promises
from portal.submissions import actions as posts
from portal.submissions import queries as writings
from portal.submissions.forms import CheckForm, check_of
from portal.submissions.kinds import Needed
from portal.submissions.rules import (
    EVIDENCE_NAMES,
    FINDING,
    SHARING_NAMES,
    Marked,
    Status,
    author_shown_to,
    authors_have_left,
    finding_shown,
    is_author,
    marked,
    may_close,
    missing,
    says_rank,
    texts_checked,
)

pages = Blueprint("posts", __name__)

_CHOICE = re.compile(FINDING + "[0-9]{1,4}")
MARKED_SHOWN = 100  # at most: a request holds only so many answers, and nobody reads more


@pages.route("/submissions/<reference>/check", methods=["GET", "POST"])
@requires("submission.edit", on=writings.submission)
def check(post: Any) -> ResponseReturnValue:
    """The last look before sending: what will be read, what is missing, whether it can be shared."""
    form = check_of(post, writings.topics(), me())
    sending = form.then.data == "send"
    if form.validate_on_submit() and not (sending and form.missing_answers()):
        try:
            return _settle(post, form, sending=sending)
        except Refused as refused:
            form.refuse(refused)
            form.version.data = post.version
    found = marked(post)
    return page(
        "authorisation/check.html",
        form=form,
        post=post,
        parts=writings.parts(post.kind, writings.text_now(post)),
        marked=[_shown(place, one, post) for place, one in enumerate(found[:MARKED_SHOWN])],
        more=len(found) - MARKED_SHOWN,
        missing=_missing(post, Needed.TO_SEND),
        later=[one for one in _missing(post, Needed.TO_PUBLISH) if one not in _missing(post, Needed.TO_SEND)],
        advice=writings.advice_on(post),
        author=author_shown_to(me(), post),
        answer=writings.last_answer(post),
        way=queries.way_ahead(post),
        says_rank=says_rank(post),
    )


def _settle(post: Any, form: CheckForm, *, sending: bool) -> ResponseReturnValue:
    left = posts.settle(
        post,
        form.content(),
        choices={
            int(name.removeprefix(FINDING)): choice
            for name, choice in request.form.items()
            if _CHOICE.fullmatch(name)
        },
        answers=form.answers,
        seen=form.version.data or 0,
        by=me(),
        keep_rest=bool(form.keep_rest.data),
    )
    if form.then.data == "later":
        flash("Saved. You can carry on whenever you like.", "success")
        return redirect(url_for("submissions.mine"))
    if not sending:
        return redirect(url_for("posts.check", reference=post.reference, _anchor="marked"))
    if left:
        flash("Not sent yet: say for each marked detail whether it goes or stays.", "attention")
        return redirect(url_for("posts.check", reference=post.reference, _anchor="marked"))
    actions.send(post, by=me())
    return redirect(url_for("posts.show", reference=post.reference))


@pages.get("/submissions/<reference>")
@requires("submission.read", on=writings.submission)
def show(post: Any) -> ResponseReturnValue:
    """One post: where it is, who has it, what happened, and what its author can do next."""
    step = queries.open_step(post)
    text = writings.text_shown_to(me(), post)
    story = queries.story_of(post, me())
    answer = writings.last_answer(post)
    line = queries.route_line(post, me())
    open_steps = [one.step for stage in line for one in stage.voices if one.step.state == StepState.OPEN]
    return page(
        "authorisation/show.html",
        post=post,
        text=text,
        mine=is_author(me(), post),
        no_further=queries.why_no_further(post) if is_author(me(), post) else "",
        left_behind=authors_have_left(post),
        author=author_shown_to(me(), post),
        line=line,
        together=queries.together_in_words(line),
        until=max((one.due_on for one in open_steps if one.due_on), default=None),
        step=step,
        usual=queries.usual_at(step) if step else None,
        given=_given(step) if step else 0,
        late=lateness(step.due_on, clock.today()) if step else 0,
        answer=answer,
        said=_said(post, answer, story) if answer else None,
        way=queries.way_ahead(post) if may("submission.send", post) else [],
        promised=promises.lines_for(post) if is_author(me(), post) else [],
        story=story,
        noted=_noted(story),
        passed_to=_passed_to(step),
        files=writings.files_shown_to(me(), post),
        parts=writings.parts(post.kind, text),
        versions=len(writings.versions_shown_to(me(), post)),
        sharing_names=SHARING_NAMES,
        left_for_names=YOUR_READERS,
        evidence_names=EVIDENCE_NAMES,
    )


@pages.route("/submissions/<reference>/withdraw", methods=["GET", "POST"])
@requires("submission.withdraw", on=writings.submission)
def withdraw(post: Any) -> ResponseReturnValue:
    """Take a post back before it is published, or close one whose authors have left."""
    form = CloseForm()
    if form.validate_on_submit():
        try:
            actions.withdraw(post, by=me(), reason=form.reason.data or "")
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(url_for("posts.show", reference=post.reference))
    return page(
        "authorisation/withdraw.html",
        form=form,
        post=post,
        title=writings.text_shown_to(me(), post)["title"],
        closes=may_close(me(), post),
    )


@pages.post("/submissions/<reference>/list-declined")
@requires("submission.list-declined", on=writings.submission)
def list_declined(post: Any) -> ResponseReturnValue:
    """Leave a declined post in the library, marked as declined, or take it out again."""
    posts.list_as_declined(post, request.form.get("listed") == "yes", by=me())
    return redirect(url_for("posts.show", reference=post.reference))


@pages.app_template_global()
def route_preview(kind: str, post: Any = None) -> list[queries.Ahead]:
    """The way that a post would take, or a new one of this kind by whoever is signed in, for where it is written."""
    return queries.way_ahead(post) if post is not None else queries.way_of_kind(me(), kind)


@pages.app_template_global()
def last_word(kind: str, post: Any = None) -> str:
    """Why the author could ask nobody else to decide on the way that a post would take; nothing where they could."""
    if post is not None:
        return queries.why_no_further_ahead(post)
    return queries.why_no_further_of_kind(me(), kind)


@pages.app_template_global()
def where_now(written: Any) -> dict[int, Any]:
    """The step at which each of these posts waits, for a list of them."""
    return queries.waits_at(written)


def _said(post: Any, answer: Any, story: Sequence[queries.Happening]) -> Said | None:
    """Why a post came back, in the words that whoever decided was shown; what was taken out has its own."""
    verdict = {Status.RETURNED: Verdict.RETURN, Status.DECLINED: Verdict.DECLINE}.get(answer.verdict)
    if verdict is None:
        return None
    told = next((one for one in story if one.event == f"submission.{answer.verdict}"), None)
    return said_to_author(
        verdict,
        answer.who or "Whoever decided",
        reason=answer.reason,
        code=str(told.facts.get("code") or "") if told else "",
        trust=_trust(post, str(told.facts.get("trust") or "") if told else ""),
        update=post.updates is not None,
    )


def _trust(post: Any, told: str) -> str:
    """Where it is now, of what was published on trust: it may have left the library since it came back."""
    return OUT if told == STAYS and not post.on_trust else told


def _noted(story: Sequence[queries.Happening]) -> set[str]:
    """The notes that the story tells already, also as a step keeps them: a page says each once."""
    told = {str(one.facts.get("note") or "") for one in story}
    return told | {AUTHOR_HEADS} if YOU_HEAD in told else told


def _passed_to(step: Any) -> str:
    """Why somebody else has it than was asked first, for all but themselves: it is said where it is looked for."""
    return "" if step is None or step.holder_id == me().id or step.note == AUTHOR_HEADS else step.note


def _given(step: Any) -> int:
    """How many working days whoever has it was given."""
    return working_days_between(step.given_on, step.due_on, step.holder.works_on)


def _missing(post: Any, needed: Needed) -> list[tuple[str, str]]:
    return list(missing(post, needed))


def _shown(place: int, detail: Marked, post: Any) -> dict[str, str]:
    """A marked detail with what its author chose: just now, else when they looked last."""
    kept = "keep" if detail.words in post.kept_words else ""
    return finding_shown(
        place, detail, dict(texts_checked(post)), request.form.get(f"{FINDING}{place}") or kept
    )
