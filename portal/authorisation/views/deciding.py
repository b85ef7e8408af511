"""What waits for me, and one decision: read on the left, answer on the right, then the next one."""

from collections.abc import Sequence
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.forms import DecisionForm, SeveralForm, pressed
from portal.authorisation.rules import (
    Said,
    StepState,
    Verdict,
    lateness,
    may_decide,
    note_to_holder,
    reads_in_library,
    said_to_author,
    wrote_instead_of_deciding,
)
from portal.authorisation.rules.permits import waits_for_another_unit
from portal.authorisation.rules.several import Chosen
from portal.authorisation.rules.trust import OUT, STAYS
from portal.authorisation.views import reading
from portal.authorisation.views.keys import held_with
from portal.authorisation.views.laid_out import asks_summary, laid_out
from portal.authorisation.views.room import holder_in_words, onwards, pages, rows_of, timing
from portal.foundation import clock
from portal.foundation.access import may, me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page, page_asked
from portal.foundation.markdown import to_plain
from portal.foundation.text import first_sentence
from portal.people.rules.waits import working_days_in_words
from portal.promises import queries as promises
from portal.submissions import queries as writings
from portal.submissions.kinds import SUMMARY_LENGTH
from portal.submissions.rules import (
    author_shown_to,
    joining,
    readers_in_words,
)

ANOTHER_UNIT_FIRST = (
    "Somebody of your unit has answered already. An anonymous post needs deciders of two units, so it is yours to "
    "decide once another unit has answered."
)
QUEUE_KEYS = (
    ("1 to 9", "open one of the first nine"),
    ("a", "approve those that you ticked"),
    ("c", "ask for changes to them"),
    ("x", "decline them"),
)
DECIDE_KEYS = (
    ("a", "approve"),
    ("c", "ask for changes"),
    ("x", "decline"),
    ("w", "to your words"),
    ("p", "see what its author will read"),
    ("s", "decide"),
)
NEXT_KEY = ("n", "the next post, without deciding this one")
QUEUE_KEY = ("q", "back to what waits for you")


@pages.get("/queue")
@requires()
def queue() -> ResponseReturnValue:
    """What waits for my decision, what I hold first."""
    return shown_queue()


def shown_queue(errors: Sequence[str] = ()) -> ResponseReturnValue:
    """The queue, with what has to be put right before several of it are decided."""
    form = SeveralForm(formdata=None)
    form.form_errors.extend(errors)
    shown = queries.queue_page(reader(), page_asked())
    rows = rows_of([(step.submission, step) for step in shown.steps], reader())
    for row, step in zip(rows, shown.steps, strict=True):  # what its author has before them cannot be chosen
        row.value = "" if step.edit_until else Chosen(step.reference, step.submission.version).typed
    return page(
        "authorisation/queue.html",
        form=form,
        rows=rows,
        shown=shown,
        opinions=queries.opinions_asked_of(reader()),
        address=lambda to: url_for("authorisation.queue", page=to),
        held=held_with(request.user_agent.string),
        keys=QUEUE_KEYS[: 1 if len(rows) == 1 else None],
    )


@pages.get("/steps/<reference>")
@requires("step.read", on=queries.step)
def decide(step: Any) -> ResponseReturnValue:
    """What is asked, the text, and the decision."""
    if step.reads_first:
        return reading.shown(step)
    form = DecisionForm()
    form.version.data = step.submission.version
    if asks_summary(step):
        form.summary.data = first_sentence(to_plain(step.submission.body), SUMMARY_LENGTH)
    return _shown(step, form)


@pages.post("/steps/<reference>")
@requires("step.answer", on=queries.step)
def answer(step: Any) -> ResponseReturnValue:
    """Look at what the author will read, or decide."""
    if step.reads_first:
        return reading.shown(step)
    form = DecisionForm()
    said = None
    if form.validate_on_submit():
        try:
            decision = decision_of(form, step)
            if pressed() == "preview":
                actions.check_decision(step, decision)
                said = said_of(step, decision, me().title)
            else:
                following = actions.decide(step, decision, by=me())
                flash(_done(step, decision.verdict, following), "success")
                return onwards(step)
        except Refused as refused:
            form.refuse(refused)
            if refused.code == "old-version":
                form.version.data = step.submission.version
    return _shown(step, form, said)


def decision_of(form: DecisionForm, step: Any) -> Decision:
    """What was typed, as the action takes it."""
    return Decision(
        Verdict(form.verdict.data),
        form.reason.data or "",
        form.code.data or "",
        form.version.data or 0,
        (form.summary.data or "") if asks_summary(step) else "",
        form.sharing.data or "",
        form.ticked_of(step),
        form.scores_of(step),
        bool(form.take_out.data),
        form.leave.data or "",
    )


def said_of(step: Any, decision: Decision, who: str) -> Said:
    """What its author will read of a decision."""
    last = queries.is_last(step)
    return said_to_author(
        decision.verdict,
        who,
        reason=decision.reason,
        code=decision.code,
        goes_to="" if last else _next_stage(step),
        last=last,
        update=step.submission.updates is not None,
        narrowed_to=decision.sharing if decision.sharing != step.submission.sharing else "",
        trust=_trust(step, decision),
        summed_up=decision.summary if asks_summary(step) else "",
    )


def _trust(step: Any, decision: Decision) -> str:
    """Where it is after this decision, of what was published on trust; nothing of every other."""
    if not step.submission.on_trust:
        return ""
    leaves = decision.verdict is Verdict.DECLINE or (decision.verdict is Verdict.RETURN and decision.take_out)
    return OUT if leaves else STAYS


def _next_stage(step: Any) -> str:
    later = [each for each in queries.present_steps(step.submission) if each.position > step.position]
    return f"the next step, “{later[0].name}”" if later else ""


def _published(post: Any) -> str:
    """Where an approved post is read now, and by whom: said where its author had asked for more."""
    post = post.updates or post
    title = Markup("“{}”").format(post.title)
    if reads_in_library(me(), post):  # a link for anybody else would lead nowhere
        title = Markup('<a href="/library/{}">{}</a>').format(post.reference, post.title)
    return Markup("Approved, and in the library now: {}. {}").format(
        title, readers_in_words(post, names_unit=not author_shown_to(me(), post).hidden)
    )


def _done(step: Any, verdict: Verdict, following: Any) -> str:
    """What was done, and who has it now."""
    title = f"“{step.submission.title}”"
    if verdict is Verdict.RETURN:
        stays = " It stays in the library meanwhile." if step.submission.on_trust else ""
        return f"Sent back: {title}. Its author has it now, with your words.{stays}"
    if verdict is Verdict.DECLINE:
        return f"Declined: {title}. Its author reads why."
    if following is None:
        return _published(step.submission)
    holder = holder_in_words(following.holder, me())
    has = "have" if holder == "You" else "has"
    return f"Approved: {title}. {holder} {has} it now, until {clock.day_in_words(following.due_on)}."


def _timing(step: Any) -> list[str]:
    """Two sentences: when whoever has it was given it, and how long its author has been waiting in all."""
    time = timing(step, step.holder.works_on)
    who = "you" if step.holder_id == reader().id else str(step.holder.title)
    came = "today" if time.given_on == clock.today() else f"on {clock.day_in_words(time.given_on)}"
    due = clock.day_in_words(time.due_on)
    if time.late:
        rest = f"an answer was due on {due}" + (", before that" if time.given_on > time.due_on else "")
    elif time.left:
        rest = f"{working_days_in_words(time.left)} to answer, until {due}"
    else:
        rest = "an answer is due today"
    waited = f"{working_days_in_words(time.waited)}"
    if not time.waited:
        whole = (
            "Its author sent it today." if came == "today" else "No working day has passed since it was sent."
        )
    elif queries.last_return(step.submission) is not None:
        whole = f"Its author first sent it {waited} ago, and has changed it since."
    else:
        whole = f"Its author has been waiting {waited} in all."
    return [f"Came to {who} {came}; {rest}.", whole]


def _answered(step: Any) -> str:
    """What whoever opens a step reads that waits no longer."""
    last = step.verdicts[-1] if step.verdicts else None
    if step.state == StepState.OPEN:
        return ANOTHER_UNIT_FIRST if waits_for_another_unit(reader(), step) else ""
    if last is None or not last.is_said_by(reader()):
        return actions.already_decided(step).message
    others = any(one.state == StepState.OPEN for one in queries.stage_of(step))
    answered = f"You answered this on {clock.day_in_words(clock.local(last.given_at).date())}."
    return f"{answered} Others still decide with you." if others else answered


def _more_wait(total: int, others: int) -> str:
    """How many wait besides the one that is open, in words."""
    if total > queries.COUNTED_TO:
        return f"{queries.in_words(total)} wait for you"
    return f"{others} more {'waits' if others == 1 else 'wait'} for you"


def _keys(*, deciding: bool, onwards: bool) -> list[tuple[str, str]]:
    """The access keys that do something on the page of a step."""
    return [*(DECIDE_KEYS if deciding else ()), *((NEXT_KEY,) if onwards else ()), QUEUE_KEY]


def _shown(step: Any, form: DecisionForm, said: Said | None = None) -> ResponseReturnValue:
    post = step.submission
    form.offer_readers(post)
    form.offer_stage(step)
    line = queries.route_line(post, reader())  # it reads who holds each step, for whatever asks next
    read = laid_out(step, reader())
    hidden = read["author"].hidden
    returned = queries.last_return(post)
    total, _late = queries.count_waiting_for(reader())
    others = total - (1 if may_decide(reader(), step) else 0)
    following = queries.next_for(reader(), past=step) if others else None
    return page(
        "authorisation/decide.html",
        **read,
        form=form,
        said=said,
        note=note_to_holder(step.note, step.holder.title) if step.holder_id == reader().id else step.note,
        timing=_timing(step) if step.state == StepState.OPEN else [],
        late=step.state == StepState.OPEN and lateness(step.due_on, clock.today()) > 0,
        changes=writings.compared(post.kind, returned[1].text, read["text"]) if returned else [],
        returned=returned[0] if returned else None,
        added=queries.files_added(step) if may("step.decide", step) else set(),
        passed_by=[]
        if hidden
        else [person.title for person in wrote_instead_of_deciding(post, queries.present_steps(post))],
        standing_in=[] if hidden else [person.title for person in queries.stand_ins_on_the_way(post)],
        joining=[person.name for person in joining(post)] if post.updates and not hidden else [],
        versions=len(writings.versions_shown_to(reader(), post)),
        line=line,
        opinions=queries.opinions_on(post),
        beside=queries.said_beside(step, reader()),
        boards=queries.scores_of(post, reader()),
        reads_there=post.on_trust and reads_in_library(me(), post),
        over=step.state != StepState.OPEN,
        answered=_answered(step),
        acknowledged=may("step.acknowledge", step) and promises.acknowledged(post),
        following=following,
        others=_more_wait(total, others),
        held=held_with(request.user_agent.string),
        keys=_keys(deciding=may("step.decide", step), onwards=following is not None),
    )
