"""Several posts at once, in the same words: looked at together, decided one by one, and told one by one."""

from datetime import date
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.forms import SeveralForm
from portal.authorisation.rules import Verdict
from portal.authorisation.rules.several import BY_ITSELF, DECIDED, Outcome, read_chosen
from portal.authorisation.views.deciding import shown_queue
from portal.authorisation.views.room import pages
from portal.foundation import clock
from portal.foundation.access import KEY_LENGTH, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.foundation.keys import new_token
from portal.foundation.markdown import to_plain
from portal.foundation.text import first_sentence
from portal.submissions import queries as writings
from portal.submissions.kinds import KINDS, SUMMARY_LENGTH
from portal.submissions.rules import author_shown_to, readers_in_words

OF_ONE = {Verdict.APPROVE: "Approve", Verdict.RETURN: "Ask for changes to", Verdict.DECLINE: "Decline"}
CHOOSE = "Choose what you decide: approve, ask for changes or decline."
WAS = {
    Verdict.APPROVE: "Approved.",
    Verdict.RETURN: "Sent back, with your words.",
    Verdict.DECLINE: "Declined. Its author reads why.",
}
READ_AGAIN = frozenset({BY_ITSELF, "old-version", "missing", "wrong-state"})


@pages.get("/queue/several")
@requires()
def look_at_several() -> ResponseReturnValue:
    """What I chose, each with what stands against deciding it in the same words."""
    verdict = request.args.get("verdict", "")
    if verdict not in set(Verdict):
        return shown_queue([CHOOSE])
    return _look(Verdict(verdict), request.args.getlist("chosen"), SeveralForm())


@pages.post("/queue/several")
@requires(one_by_one=True)
def decide_several() -> ResponseReturnValue:
    """Decide each of them, and say what became of it."""
    form, typed = SeveralForm(), request.form.getlist("chosen")
    if request.form.get("verdict", "") not in set(Verdict):
        return shown_queue([CHOOSE])
    verdict = Verdict(request.form["verdict"])
    if not form.validate_on_submit():
        return _look(verdict, typed, form)
    try:
        form.check(verdict)
        chosen = read_chosen(typed)
    except Refused as refused:
        form.refuse(refused)
        return _look(verdict, typed, form)
    key = request.form.get("idempotency_key", "")[:KEY_LENGTH] or new_token()
    sheet, _outcomes = actions.decide_several(
        key, chosen, Decision(verdict, form.reason.data or "", form.code.data or ""), by=me()
    )
    return redirect(url_for("authorisation.decided_several", sheet=sheet))


@pages.get("/queue/several/<sheet>")
@requires()
def decided_several(sheet: str) -> ResponseReturnValue:
    """What became of each that I decided together."""
    found = queries.outcomes(sheet, me())
    if found is None:
        abort(404)
    total, _late = queries.count_waiting_for(me())
    return page(
        "authorisation/decided_several.html",
        rows=[_told(found.verdict, outcome, step) for outcome, step in found.outcomes],
        done=sum(outcome.code == DECIDED for outcome, _step in found.outcomes),
        waiting=queries.in_words(total) if total else "",
        following=queries.next_for(me()),
    )


def _look(verdict: Verdict, typed: list[str], form: SeveralForm) -> ResponseReturnValue:
    try:
        found = queries.of_several(read_chosen(typed), verdict, me())
    except Refused as refused:
        return shown_queue([refused.message])
    return page(
        "authorisation/look_at_several.html",
        form=form,
        verdict=verdict,
        of_one=OF_ONE[verdict],
        rows=[_row(one, verdict) for one in found if not one.against],
        left_out=[_row(one, verdict) for one in found if one.against],
        gone=len(typed) - len(found),
    )


def _row(one: Any, verdict: Verdict) -> dict[str, Any]:
    post = one.step.submission
    author, text = author_shown_to(me(), post), writings.text_shown_to(me(), post)
    then = ""
    if verdict is Verdict.APPROVE and one.last:
        puts = (
            "It is in the library, and stays with your yes."
            if post.on_trust
            else "Your yes puts it in the library."
        )
        then = f"{puts} {readers_in_words(post, names_unit=not author.hidden)}"
    return {
        "value": one.chosen.typed,
        "href": url_for("authorisation.decide", reference=one.step.reference),
        "title": text["title"] or "Without a title",
        "summary": text["summary"] or first_sentence(to_plain(text["body"]), SUMMARY_LENGTH),
        "kind": post.kind,
        "kind_name": KINDS[post.kind].name,
        "author": author.name or author.words,
        "unit": post.unit.name if author.name and post.unit else "",
        "version": one.chosen.seen,
        "step": one.step.name,
        "then": then,
        "against": one.against,
        "changed": one.changed,
    }


def _told(verdict: Verdict, outcome: Outcome, step: Any) -> dict[str, Any]:
    text = writings.text_shown_to(me(), step.submission) if step is not None else {}
    return {
        "title": text.get("title") or "A post that is not yours to read",
        "href": url_for("authorisation.decide", reference=step.reference) if step is not None else "",
        "words": _in_words(verdict, outcome, step),
        "done": outcome.code == DECIDED,
        "again": step is not None and outcome.code in READ_AGAIN,
    }


def _in_words(verdict: Verdict, outcome: Outcome, step: Any) -> str:
    if outcome.code != DECIDED:
        return outcome.words
    if outcome.holder:
        has = "have" if outcome.holder == "You" else "has"
        until = f", until {clock.day_in_words(date.fromisoformat(outcome.until))}" if outcome.until else ""
        return f"{WAS[verdict]} {outcome.holder} {has} it now{until}."
    if verdict is Verdict.APPROVE and step is not None:
        return "Approved, and in the library now."
    return WAS[verdict]
