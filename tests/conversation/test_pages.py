"""Asking, answering and saying the same, on the pages."""

import pytest
from sqlalchemy import select

from portal.authorisation.rules import Ask, Decider, StagePlan
from portal.conversation.models import Remark, Talk
from portal.conversation.queries import Asked
from portal.feedback.models import Question
from portal.foundation.database import session, transaction
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.conversation.people import browser
from tests.factories import Force
from tests.notifications.mondays import work


def test_from_a_question_to_what_came_of_it(
    client: Client, post: Submission, here: Force, there: Force
) -> None:
    item, colleague = f"/library/{post.reference}", here.colleague
    asker = browser(client, there.constable)
    assert (
        asker.send(asker.get(item), f"{item}/questions", question="How long did it take?").status_code == 302
    )
    place = f"/asked/{session.scalars(select(Question.reference)).one()}"
    reader = browser(client, colleague)
    assert f'href="{place}"' in reader.get(item).text
    shown = reader.get(place)
    assert reader.send(shown, f"{place}/answer", answer="Nine days, with the paint.").status_code == 302
    other = browser(client, there.inspector)
    which = session.scalars(select(Remark.reference)).one()
    assert other.send(other.get(place), f"{place}/same", which=which).location.endswith(f"#r-{which}")
    assert "1 would say the same." in other.get(place).text
    assert other.send(other.get(place), f"{place}/same", which="").status_code == 302
    assert "1 person would like to know this too." in asker.get(place).text
    assert asker.send(asker.get(place), f"{place}/helped", which=which).status_code == 302
    told = asker.get(f"{place}/done")
    assert asker.send(told, f"{place}/done", done="We painted ours last week.").status_code == 302
    page = reader.get(item).text
    assert "1 answer from others who know" in page
    assert "This helped" in page
    assert "We painted ours last week." in page
    assert "Not answered yet" not in page


def test_whoever_asked_arranges_how_much_they_take_in(
    client: Client, asked: Asked, here: Force, there: Force
) -> None:
    place, deputy = f"/asked/{asked.reference}", here.colleague.email
    asker = browser(client, there.constable)
    page = asker.get(f"{place}/budget")
    refused = asker.send(page, f"{place}/budget", budget="0", deputy="")
    assert refused.status_code == 409
    assert "Choose a number from 1 to 50." in refused.text
    refused = asker.send(page, f"{place}/budget", budget="3", deputy="nobody@force.example")
    assert "There is nobody with this address" in refused.text
    assert asker.send(page, f"{place}/budget", budget="3", deputy=deputy).status_code == 302
    assert "of the first 3 answers" in asker.get(place).text
    assert asker.send(asker.get(place), f"{place}/enough", enough="y").status_code == 302
    reader = browser(client, there.inspector)
    shown = reader.get(place)
    assert "has enough answers, and thanks" in shown.text
    assert reader.send(shown, f"{place}/answer", answer="Late.").status_code == 403
    assert asker.send(asker.get(place), f"{place}/enough").status_code == 302
    assert session.scalars(select(Talk.enough)).one() is False
    assert browser(client, here.colleague).get(f"{place}/budget").status_code == 200, "the deputy can too"
    assert reader.get(f"{place}/budget").status_code == 403


def test_an_empty_answer_and_a_long_one_are_refused_and_kept(
    client: Client, asked: Asked, here: Force
) -> None:
    place = f"/asked/{asked.reference}"
    reader = browser(client, here.colleague)
    for typed, sentence in (("", "Type your answer"), ("x" * 1501, "Use at most 1500 characters")):
        refused = reader.send(reader.get(place), f"{place}/answer", answer=typed)
        assert refused.status_code == 422
        assert sentence in refused.text
        assert typed in refused.text


def test_comments_stand_on_the_post_and_all_of_them_on_a_page(
    client: Client, post: Submission, here: Force, there: Force
) -> None:
    place = f"/library/{post.reference}"
    reader = browser(client, there.colleague)
    for number in range(7):
        sent = reader.send(reader.get(place), f"{place}/comments", comment=f"Thought number {number}.")
        assert sent.status_code == 302
    page = reader.get(place).text
    assert "Thought number 6." in page
    assert "Thought number 1." not in page
    assert "All 7 comments" in page
    assert "Thought number 0." in browser(client, here.constable).get(f"{place}/comments").text
    empty = reader.send(reader.get(place), f"{place}/comments", comment="  ")
    assert empty.status_code == 422
    assert "Type your comment" in empty.text


def test_a_visitor_reads_nothing_that_was_said(client: Client, here: Force, there: Force) -> None:
    public = factories.published(here.constable, sharing="public")
    work()
    place = f"/library/{public.reference}"
    reader = browser(client, there.colleague)
    reader.send(reader.get(place), f"{place}/comments", comment="Between colleagues.")
    visitor = client.application.test_client()
    assert "Between colleagues" not in visitor.get(place).text
    assert visitor.get(f"{place}/comments").status_code == 302


def test_whoever_wrote_without_a_name_is_told_to_answer_at_the_desk(
    client: Client, here: Force, there: Force
) -> None:
    roles = (Role.INNOVATION_LEAD, Role.DATA_SHARING_OFFICER)
    stages = [StagePlan(role.value, (Ask(Decider.ROLE, role=role),), 3) for role in roles]
    factories.configured(
        here, *stages, kind="impact-case", anonymous=True, read_first=False, why_unread="A test."
    )
    factories.person(here.division, Role.INNOVATION_LEAD)
    nameless = factories.nameless(here)
    while nameless.status != "published":
        factories.decided(nameless, factories.Verdict.APPROVE)
    work()
    place = f"/library/{nameless.reference}"
    reader = browser(client, there.colleague)
    page = reader.get(place)
    assert "If you wrote this post without your name, do not write here." in page.text
    reader.send(page, f"{place}/questions", question="Which nights?")
    asked = session.scalars(select(Question)).one()
    place = f"/asked/{asked.reference}"
    other = browser(client, there.inspector).get(place)
    assert "answer at the anonymous desk with your receipt" in other.text
    days = {asked.asked_at.hour, asked.asked_at.minute, asked.asked_at.second}
    assert days == {0}


@pytest.mark.parametrize("where", ["/asked/zzzz9999", "/remarks/zzzz9999", "/library/zzzz9999/comments"])
def test_what_is_not_there_is_not_there(client: Client, here: Force, where: str) -> None:
    assert browser(client, here.colleague).get(where).status_code == 404


def test_an_answer_to_another_question_is_not_there(
    client: Client, asked: Asked, here: Force, there: Force
) -> None:
    place = f"/asked/{asked.reference}"
    reader = browser(client, here.colleague)
    sent = reader.send(reader.get(place), f"{place}/same", which="zzzz9999")
    assert sent.status_code == 404
    with transaction():
        assert session.scalars(select(Remark)).all() == []
