"""What those who decide ask the author of a post before it is published, and its place on both their pages."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.feedback import actions as feedback
from portal.feedback import queries as became
from portal.feedback.forms import AnswerForm, QuestionForm
from portal.foundation import clock
from portal.foundation.access import me, reader, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.library.rules import reading_name
from portal.library.views.reading import talk
from portal.library.views.room import pages
from portal.people.rules.waits import working_days_in_words
from portal.submissions.kinds import KINDS
from portal.submissions.rules import author_shown_to

AUTHOR_IS_TOLD = "The author is told, and answers on the page of the post."
DESK_IS_TOLD = "The author is not told by name: the question lies at the anonymous desk until they look."


@pages.route("/steps/<reference>/questions", methods=["GET", "POST"])
@requires("step.ask", on=ways.step)
def ask_author(step: Any) -> ResponseReturnValue:
    """Ask the author something before deciding. The post stays where it is."""
    form, post = QuestionForm(), step.submission
    back = url_for("authorisation.decide", reference=step.reference)
    if form.validate_on_submit():
        try:
            feedback.ask(post, form.question.data or "", by=me(), deciding=True)
        except Refused as refused:
            form.refuse(refused)
        else:
            stands = authorisation.stop_clock(step)
            until = f" The clock stands until then, to {clock.day_in_words(step.due_on)} at the latest."
            flash(f"Asked. You hear when it is answered.{until if stands else ''}", "success")
            return redirect(f"{back}#questions")
    return page(
        "feedback/question.html",
        form=form,
        title=post.title,
        back=back,
        next_steps=[
            _told(post),
            f"The post stays where it is. {_clock_in_words(step)}",
            "You hear when the answer is there.",
        ],
    )


@pages.app_template_global()
def talks_about(post: Any) -> list[Mapping[str, Any]]:
    """What was asked of a post before it was published, and answered, oldest first."""
    author = author_shown_to(reader(), post)
    return [talk(one, author) for one in became.asked_before_publication(post)]


@pages.app_template_global()
def questions_waiting() -> Mapping[str, became.Waiting]:
    """The questions that wait for whoever reads this, by the reference of the post they are about."""
    return {one.reference: one for one in became.waiting_for_author(reader().id)}


@pages.app_template_global()
def question_form() -> QuestionForm:
    """An empty question, for the page of a decision."""
    return QuestionForm(None)


@pages.app_template_global()
def answer_form(question: Any) -> AnswerForm:
    """An empty answer to this question, for the page of the post. Several may stand on one page."""
    form = AnswerForm(None)
    form.answer.id = f"answer-{question.reference}"
    return form


@pages.app_template_global()
def heading_for_readers(kind_slug: str, label: str) -> str:
    """What a part is called for its readers, by the question that its author answered."""
    kind = KINDS[kind_slug]
    asked = {field.label: reading_name(kind_slug, field) for field in (kind.body, *kind.fields)}
    return asked.get(label, label)


@pages.app_template_global()
def asking_means(step: Any) -> str:
    """What a decider should know before they ask."""
    return f"{_told(step.submission)} {_clock_in_words(step)}"


def _clock_in_words(step: Any) -> str:
    if step.stopped_on is not None:
        return f"The clock stood once already, so it stays due by {clock.day_in_words(step.due_on)}."
    return f"The clock stands until they answer, for at most {working_days_in_words(step.limit_days)}."


def _told(post: Any) -> str:
    return DESK_IS_TOLD if post.anonymous else AUTHOR_IS_TOLD
