"""The author reads it through, sends it, follows it, and can take it back."""

from datetime import timedelta

from lxml import html
from sqlalchemy import select

from portal.authorisation import actions as authorisation
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.keys import spoken
from portal.people.actions import note_absence
from portal.people.models import Person
from portal.submissions import actions
from portal.submissions.actions import Content
from portal.submissions.models import Submission, Topic
from tests import factories
from tests.factories import Force
from tests.statements import statements

NO = {"personal_data": "no", "operational": "no", "third_party": "no"}


def again(post):
    session.remove()
    return session.scalars(select(Submission).where(Submission.id == post.id)).one()


def look(post):
    return f"/submissions/{post.reference}/check"


def test_who_gets_it_is_foretold_past_all_who_wrote_it(client):
    force = Force()
    post = factories.draft(force.constable, co_authors=[force.sergeant.email])
    client.sign_in(force.constable)
    pages = [client.get(address).text for address in (look(post), look(post).replace("/check", "/edit"))]
    with transaction():
        step = authorisation.send(again(post), by=session.get(Person, force.constable.id))
        given = step.holder.title
    assert given != "Sam Sergeant"
    for page in pages:
        assert f"{given} (head of unit) reads it first" in page


def test_an_update_is_foretold_to_those_where_the_post_belongs(client):
    force = Force()
    post = factories.published(force.constable)
    with transaction():
        update = actions.begin_update(post, by=force.constable)
        actions.save(update, Content(title="Newer"), seen=update.version, by=force.constable)
        force.constable.unit, force.constable.unit_id = force.division, force.division.id
    client.sign_in(force.constable)
    page = client.get(look(update)).text
    with transaction():
        step = authorisation.send(again(update), by=session.get(Person, force.constable.id))
        assert step.holder.name == "Sam Sergeant"
    assert "Sam Sergeant (head of unit) reads it first" in page


def test_the_last_look_shows_what_will_be_read_and_who_gets_it(client):
    force = Force()
    post = factories.draft(force.constable, body="One **page**.")
    client.sign_in(force.constable)
    page = client.get(look(post)).text
    assert "<strong>page</strong>" in page
    assert "Sam Sergeant (head of unit) reads it first, with 3 working days to answer." in page
    assert "Then Lena Lead (innovation lead) reads it, with 5 working days to answer." in page
    assert "You hear either way" in page


def test_after_sending_the_author_reads_who_has_it_and_by_when_they_hear(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    response = client.submit(look(post), **NO, then="send", sharing="policing", evidence="untested")
    assert response.location == f"/submissions/{post.reference}"
    page = client.get(response.location).text
    assert "Sent. Sam Sergeant (head of unit) has it now, with 3 working days to answer." in page
    due = clock.day_in_words(again(post).steps[0].due_on)
    assert f"You will hear by {due}, whatever the answer." in page


def test_the_three_questions_are_asked_before_sending_and_stop_nobody(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    response = client.submit(
        look(post), then="send", personal_data="no", sharing="force", evidence="research"
    )
    assert response.status_code == 422
    document = html.document_fromstring(response.text)
    assert not document.xpath("//*[@id='personal_data-error']")
    for name in ("operational", "third_party"):
        assert "yes or no" in document.xpath(f"string(//*[@id='{name}-error'])")
    summary = document.xpath("//*[@data-error-summary]//li/a/text()")
    assert len(set(summary)) == len(summary) == 2
    assert document.xpath("//input[@name='evidence'][@checked]/@value") == ["research"]
    yes = dict.fromkeys(NO, "yes")
    assert (
        client.submit(look(post), **yes, then="send", sharing="force", evidence="research").status_code == 302
    )
    assert (again(post).status, again(post).share_check) == ("waiting", yes)


def test_a_co_author_who_works_elsewhere_stands_there_by_name(client):
    force, elsewhere, third = Force(), Force(), Force()
    named = elsewhere.constable, third.sergeant
    codes = [person.reference for person in named]
    post = factories.draft(force.constable, co_authors=[*codes, force.colleague.email])
    names = [person.name for person in named]
    colleague, key = force.colleague.email, force.colleague.id
    going, staying = (actions.co_author_mark(person, post) for person in named)
    for person in (named[0], force.constable):
        client.sign_in(person)
        text = client.get(look(post)).text
        assert all(name in text for name in names)
        assert not any(code in text or spoken(code) in text for code in codes)
        assert (colleague in text) == (person is force.constable)
    client.submit(look(post), co_authors=colleague, named=[going, staying], then="later")
    assert len(again(post).co_author_ids) == 3
    client.submit(look(post), co_authors=colleague, named=[staying], then="later")
    assert again(post).co_author_ids == {session.merge(named[1]).id, key}


def test_how_far_topics_evidence_summary_and_co_authors_are_kept(client):
    force = Force()
    session.add(Topic(slug="drones-there", name="Drones there"))
    session.commit()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    response = client.submit(
        look(post),
        then="later",
        sharing="region",
        evidence="evaluated_locally",
        summary="One line\nfor all.",
        topics=["drones-there"],
        co_authors=f"{force.colleague.email}, ",
        show_grade="y",
    )
    assert response.location == "/submissions"
    kept = again(post)
    assert (kept.sharing, kept.evidence, kept.summary) == ("region", "evaluated_locally", "One line for all.")
    assert [topic.slug for topic in kept.topics] == ["drones-there"]
    assert kept.co_author_ids == {force.colleague.id}
    assert kept.show_grade


def test_an_address_we_do_not_know_is_said_beside_the_field_and_the_rest_is_kept(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    response = client.submit(
        look(post),
        **NO,
        then="send",
        sharing="force",
        evidence="untested",
        summary="A new line.",
        co_authors="x@y",
    )
    assert response.status_code == 409
    document = html.document_fromstring(response.text)
    assert "by x@y." in document.xpath("string(//*[@id='co_authors-error'])")
    assert document.xpath("string(//textarea[@name='summary'])").strip() == "A new line."
    assert again(post).status == "draft"


def test_a_marked_detail_is_decided_on_before_it_goes(client):
    force = Force()
    post = factories.draft(force.constable, body="Ring 07700 900123 or PC 1234 Smith.")
    client.sign_in(force.constable)
    answers = {**NO, "then": "send", "sharing": "force", "evidence": "untested"}
    response = client.submit(look(post), **answers, **{"finding-0": "accept"})
    assert response.location == f"{look(post)}#marked"
    page = client.get(look(post)).text
    assert "say for each marked detail" in page
    assert again(post).body == "Ring [phone number] or PC 1234 Smith."
    assert (
        client.submit(look(post), **answers, **{"finding-0": "keep"}).location
        == f"/submissions/{post.reference}"
    )
    assert again(post).kept_words == ["PC 1234 Smith"]
    assert again(post).status == "waiting"


def test_a_list_of_numbers_does_not_make_a_page_without_end(client):
    force = Force()
    body = "\n".join(f"Ring 07700 {900000 + number}." for number in range(130))
    post = factories.draft(force.constable, body=body)
    client.sign_in(force.constable)
    client.longest_page = 150_000
    page = client.get(look(post)).text
    assert "And 30 more, which are not shown." in page
    client.submit(look(post), **NO, then="send", sharing="force", evidence="untested", keep_rest="y")
    assert again(post).status == "waiting"
    assert len(again(post).kept_words) == 130


def test_sending_twice_sends_once(client):
    force = Force()
    post = factories.draft(force.constable)
    client.sign_in(force.constable)
    page = client.get(look(post))
    form = html.document_fromstring(page.text).xpath("//main//form[@method='post']")[0].form_values()
    data = {**dict(form), **NO, "then": "send"}
    first, second = client.post(look(post), data=data), client.post(look(post), data=data)
    assert first.location == f"/submissions/{post.reference}"
    # The key gives the first answer again, or the door says that it is no longer a draft. Never a second sending.
    assert second.status_code in {302, 403}
    assert len(again(post).steps) == 2


def test_a_co_author_writes_and_only_the_author_sends(client):
    force = Force()
    post = factories.draft(force.constable, co_authors=[force.colleague.email])
    client.sign_in(force.colleague)
    page = client.get(look(post)).text
    assert "Send it" not in page
    response = client.submit(look(post), **NO, then="send", sharing="force", evidence="untested")
    assert response.status_code == 409
    assert "Only its author can send this post" in response.text
    assert again(post).status == "draft"


def test_a_post_that_came_back_shows_why_and_goes_to_the_same_person(client):
    force = Force()
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.RETURN, "Say where it was tried, and for how long.")
    client.sign_in(force.constable)
    page = client.get(f"/submissions/{post.reference}").text
    assert "Sam Sergeant asks for a change." in page
    assert page.count("Say where it was tried, and for how long.") == 2  # first thing, and in what happened
    assert "Sam Sergeant reads it again." in client.get(look(post)).text
    client.submit(look(post), **NO, then="send", sharing="force", evidence="untested")
    assert again(post).holder_id == force.sergeant.id


def test_a_declined_post_says_what_can_be_done_and_may_stay_to_be_found(client):
    force = Force()
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.DECLINE, "There is no spare room until the new build.")
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}"
    page = client.get(address).text
    assert "Not taken forward." in page
    assert "Not now: other work has to come first" in page
    assert "Change it and send it again" in page
    shown = client.get(address)
    client.send(shown, f"{address}/list-declined", listed="yes")
    assert again(post).listed
    client.send(client.get(address), f"{address}/list-declined", listed="no")
    assert not again(post).listed


def test_a_post_can_be_taken_back_and_then_rests(client):
    force = Force()
    post = factories.sent(force.constable)
    client.sign_in(force.constable)
    address = f"/submissions/{post.reference}"
    assert client.submit(f"{address}/withdraw").location == address
    assert "You took this back." in client.get(address).text
    assert again(post).status == "withdrawn"
    for way in ("/edit", "/check", "/withdraw"):
        assert client.get(address + way).status_code == 403
    client.sign_in(force.colleague)
    assert client.post(f"{address}/withdraw").status_code in {400, 404}


def test_who_decides_reads_the_same_page_with_fewer_buttons(client):
    force = Force()
    post = factories.sent(force.constable)
    client.sign_in(force.sergeant)
    page = client.get(f"/submissions/{post.reference}").text
    assert "You have it now" in page
    assert "Amina Constable" in page
    for words in ("Change it", "Take this post back", "Carry on writing"):
        assert words not in page
    client.sign_in(Force().sergeant)
    assert client.get(f"/submissions/{post.reference}").status_code == 404


def test_the_whole_way_is_told_in_peoples_words(client):
    force = Force()
    post = factories.sent(force.constable, "impact-case")
    factories.decided(post, Verdict.APPROVE, "Clear, and worth others knowing.")
    client.sign_in(force.constable)
    page = client.get(f"/submissions/{post.reference}").text
    for words in ("You began it.", "You sent it. It went to Sam Sergeant.", "Sam Sergeant approved it."):
        assert words in page
    assert "Clear, and worth others knowing." in page
    assert "Sent." not in html.document_fromstring(page).xpath("string(//*[@class='status-sentence'])")


def test_a_late_answer_is_called_late(client):
    force = Force()
    post = factories.sent(force.constable)
    client.sign_in(force.constable)
    with clock.later(days=13):
        page = client.get(f"/submissions/{post.reference}").text
    assert "An answer was due by" in page


def test_more_posts_and_more_events_ask_no_more_of_the_database(client, engine):
    force = Force()
    post = factories.sent(force.constable)
    client.sign_in(force.constable)
    addresses = ("/submissions", f"/submissions/{post.reference}")

    def there_and_back():
        factories.decided(again(post), Verdict.RETURN)
        with transaction():
            back = again(post)
            actions.save(back, Content(title=f"{back.title}."), seen=back.version, by=force.constable)
            factories.authorisation.send(back, by=force.constable)
        session.remove()

    def asked():
        counts = []
        for address in addresses:
            with statements(engine) as said:
                client.get(address)
            counts.append(len(said))
        return counts

    there_and_back()
    factories.draft(force.constable)
    few = asked()
    for number in range(6):
        factories.sent(force.constable, title=f"Number {number}")
        there_and_back()
    assert all(many <= before + 2 for many, before in zip(asked(), few, strict=True))


def test_the_sentence_on_top_says_who_is_away_and_to_whom_it_went(client):
    force = Force()
    last_day = clock.today() + timedelta(days=30)
    with transaction():
        note_absence(
            force.sergeant, first_day=clock.today(), last_day=last_day, deputy=force.lead, by=force.sergeant
        )
    post = factories.sent(force.constable)
    client.sign_in(force.constable)

    page = html.fromstring(client.get(f"/submissions/{post.reference}").text)

    (status,) = page.find_class("status-more")
    assert status.text_content().startswith("Sam Sergeant is away until ")
    assert "We have passed it to their deputy, Lena Lead. You will hear by" in status.text_content()
