"""Posts are begun, saved, checked, given files, and nothing that was written is lost."""

from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock, files, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.keys import spoken
from portal.submissions import actions, queries, rules
from portal.submissions.actions import Content
from portal.submissions.models import Topic, Version
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


def versions(post):
    kept = session.scalars(
        select(Version).where(Version.submission_id == post.id).order_by(Version.number)
    ).all()
    return [(version.number, version.became[0][0], version.text["title"]) for version in kept]


def save(post, title, *, by, automatic=False, seen=None):
    with transaction():
        actions.save(
            post,
            Content(title=title),
            seen=post.version if seen is None else seen,
            by=by,
            automatic=automatic,
        )


def test_every_saved_text_is_kept_and_of_automatic_ones_the_newest():
    force = Force()
    post = factories.draft(force.constable)
    first = post.title
    save(post, "Second", by=force.constable)
    for title in ("T", "Th", "Third"):
        save(post, title, by=force.constable, automatic=True)
    save(post, "Fourth", by=force.constable)
    assert versions(post) == [
        (1, "Saved", first),
        (2, "Saved", "Second"),
        (5, "Saved while typing", "Third"),
        (6, "Saved", "Fourth"),
    ]


def test_saving_without_a_change_makes_no_version():
    force = Force()
    post = factories.draft(force.constable)
    save(post, post.title, by=force.constable)
    assert post.version == 1
    assert len(versions(post)) == 1


def test_how_far_a_post_goes_and_on_what_evidence_is_part_of_the_version_that_is_decided_on():
    force = Force()
    post = factories.draft(force.constable, sharing="force")
    seen = post.version
    with transaction():
        actions.save(post, Content(sharing="public", evidence="research"), seen=seen, by=force.constable)
    assert post.version == seen + 1
    with pytest.raises(Refused, match="another window"), transaction():
        actions.save(post, Content(sharing="unit"), seen=seen, by=force.constable)
    kept = session.scalars(select(Version).where(Version.submission_id == post.id).order_by(Version.number))
    before, after = [one.text for one in kept][-2:]
    assert (before["sharing"], after["sharing"]) == ("force", "public")
    changes = queries.compared(post.kind, before, after)
    assert [change.label for change in changes] == ["How far it is shared", "Evidence"]


def test_of_two_windows_the_second_is_warned_and_both_texts_are_there():
    force = Force()
    post = factories.draft(force.constable)
    save(post, "From the first window", by=force.constable, seen=1)
    with pytest.raises(Refused, match="another window"):
        save(post, "From the second window", by=force.constable, seen=1)
    save(post, "From the second window", by=force.constable)
    assert [title for _number, _why, title in versions(post)][1:] == [
        "From the first window",
        "From the second window",
    ]


def test_what_is_on_its_way_cannot_be_changed():
    force = Force()
    post = factories.sent(force.constable)
    with pytest.raises(Refused, match="cannot be changed"):
        save(post, "Too late", by=force.constable)


@pytest.mark.parametrize(
    ("kind", "details", "field"),
    [
        ("idea", {"cost_band": "a million"}, "cost_band"),
        ("idea", {"better": 7}, "better"),
        ("idea", {"better": "x" * 20_001}, "better"),
        ("learning", {"skills": "consultation"}, "skills"),
        ("learning", {"skills": ["flying"]}, "skills"),
        ("learning", {"starts_on": "last week"}, "starts_on"),
        ("learning", {"quotations": [{"text": "x"}]}, "quotations"),
        ("learning", {"quotations": [{"text": "x", "consent": "surely"}]}, "quotations"),
        ("learning", {"quotations": [{"text": "x", "consent": "named"}] * 9}, "quotations"),
    ],
)
def test_a_field_holds_only_what_it_is_made_for(kind, details, field):
    force = Force()
    with pytest.raises(Refused) as refusal, transaction():
        actions.begin(kind, Content(title="A title", details=details), by=force.constable)
    assert refusal.value.field == field


def test_a_post_is_written_with_colleagues_and_only_with_them():
    force = Force()
    post = factories.draft(force.constable)
    with transaction():
        together = Content(co_authors=[force.colleague.email.upper(), force.constable.email, ""])
        actions.save(post, together, seen=1, by=force.constable)
    assert post.co_author_ids == {force.colleague.id}


def test_of_who_works_elsewhere_an_address_tells_nothing():
    force, elsewhere = Force(), Force()
    post = factories.draft(force.constable)
    said = []
    for address in ("nobody@force.example", elsewhere.constable.email):
        with pytest.raises(Refused, match="We know nobody") as refusal, transaction():
            actions.save(post, Content(co_authors=[address]), seen=1, by=force.constable)
        said.append(refusal.value.message.replace(address, "x"))
    assert said[0] == said[1]
    with transaction():
        code = spoken(elsewhere.constable.reference).upper()
        actions.save(post, Content(co_authors=[code]), seen=post.version, by=force.constable)
    assert post.co_author_ids == {elsewhere.constable.id}


def test_a_co_author_who_works_elsewhere_looks_up_no_address_here():
    force, elsewhere = Force(), Force()
    other = elsewhere.constable
    post = factories.draft(force.constable, co_authors=[other.reference])
    said = []
    for address in ("nobody@force.example", force.colleague.email, force.constable.email):
        with pytest.raises(Refused, match="You work elsewhere") as refusal, transaction():
            actions.save(post, Content(co_authors=[address]), seen=post.version, by=other)
        said.append(refusal.value.message.replace(address, "x"))
    assert len(set(said)) == 1
    mark, code = actions.co_author_mark(other, post), force.colleague.reference
    with transaction():
        actions.save(post, Content(co_authors=[mark, code]), seen=post.version, by=other)
    assert post.co_author_ids == {other.id, force.colleague.id}
    another = factories.draft(force.constable)
    with pytest.raises(Refused, match="We know nobody"), transaction():
        actions.save(another, Content(co_authors=[mark]), seen=another.version, by=force.constable)


def test_the_same_page_saved_twice_at_one_moment_is_one_draft():
    force = Force()
    with transaction():
        first = actions.begin("idea", Content(title="A"), by=force.constable, reference="k7m29qxt")
    with transaction():
        second = actions.begin("idea", Content(title="A room"), by=force.constable, reference="k7m29qxt")
    assert (second.id, second.title) == (first.id, "A room")
    with pytest.raises(IntegrityError), transaction():
        actions.begin("idea", Content(title="Not mine"), by=force.colleague, reference="k7m29qxt")


def test_nothing_typed_is_no_draft():
    with pytest.raises(Refused, match="Nothing is saved yet"), transaction():
        actions.begin("idea", Content(title=" ", details={"better": ""}), by=Force().constable)


def test_marked_details_go_where_the_author_says_and_stay_where_they_say():
    force = Force()
    body = "PC 1234 Smith rang on 14 March 2025. PC 1234 Smith rang again."
    post = factories.draft(force.constable, body=body)
    marked = rules.marked(post)
    assert [one.words for one in marked] == ["PC 1234 Smith", "on 14 March 2025"]
    assert len(marked[0].places) == 2
    with transaction():
        actions.settle(
            post,
            Content(),
            choices={0: "accept", 1: "keep"},
            answers={"personal_data": "yes", "operational": "no", "third_party": "no"},
            seen=post.version,
            by=force.constable,
        )
    assert post.body == "An officer rang on 14 March 2025. An officer rang again."
    assert post.kept_words == ["on 14 March 2025"]
    assert post.share_check["personal_data"] == "yes"
    assert versions(post)[-1][0] == post.version


def test_of_an_exact_date_the_month_stays_and_the_text_around_it_is_untouched():
    force = Force()
    post = factories.draft(force.constable, body="Tried on 14 March 2025, and it held. 🚓 Twice.")
    with transaction():
        actions.settle(
            post, Content(), choices={0: "accept"}, answers={}, seen=post.version, by=force.constable
        )
    assert post.body == "Tried in March 2025, and it held. 🚓 Twice."


def test_words_are_kept_only_as_long_as_they_stand_there():
    force = Force()
    post = factories.draft(force.constable, body="Ring 07700 900123.")
    with transaction():
        actions.settle(
            post, Content(), choices={0: "keep"}, answers={}, seen=post.version, by=force.constable
        )
    assert post.kept_words == ["07700 900123"]
    with transaction():
        actions.save(post, Content(body="Ring the desk."), seen=post.version, by=force.constable)
        actions.settle(post, Content(), choices={}, answers={}, seen=post.version, by=force.constable)
    assert post.kept_words == []


def test_topics_are_those_there_are():
    force = Force()
    session.add_all(
        [Topic(slug="drones-here", name="Drones here"), Topic(slug="dogs-here", name="Dogs here")]
    )
    session.commit()
    post = factories.draft(force.constable, topics=["dogs-here", "unicorns"])
    assert [topic.name for topic in post.topics] == ["Dogs here"]


def clean(name, words=b"some words"):
    return files.cleaned(name, BytesIO(words))


def test_a_post_takes_five_files_and_each_once():
    force = Force()
    post = factories.draft(force.constable)
    with transaction():
        for number in range(5):
            actions.attach(
                post, clean(f"notes {number}.txt"), f"{post.reference}{number}", by=force.constable
            )
        actions.attach(post, clean("notes 4.txt"), f"{post.reference}again", by=force.constable)
    assert len(post.attachments) == 5
    with pytest.raises(Refused, match="5 files"), transaction():
        actions.attach(post, clean("one more.txt"), "key", by=force.constable)
    with transaction():
        actions.remove(post.attachments[0], by=force.constable)
    assert len(post.attachments) == 4
    with pytest.raises(Refused, match="cannot be changed"), transaction():
        actions.attach(post, clean("not mine.txt"), "key", by=force.sergeant)


def test_what_happens_to_a_post_is_in_the_journal():
    force = Force()
    post = factories.draft(force.constable)
    with transaction():
        actions.withdraw(post, by=force.constable)
    assert [entry.event for entry in journal.entries_about(post)] == [
        "submission.begun",
        "submission.withdrawn",
    ]


def test_others_do_not_read_what_an_author_took_out_before_sending():
    force = Force()
    post = factories.draft(force.constable)
    save(post, "With a name in it", by=force.constable)
    save(post, "Without it", by=force.constable)
    assert len(queries.versions_shown_to(force.constable, post)) == 3
    assert queries.versions_shown_to(force.sergeant, post) == []
    with transaction():
        authorisation.send(post, by=force.constable)
    assert [version.text["title"] for version in queries.versions_shown_to(force.sergeant, post)] == [
        "Without it"
    ]


def test_what_changed_is_shown_part_by_part():
    force = Force()
    post = factories.draft(force.constable)
    old = queries.text_now(post)
    save(post, "A quiet room for every handover", by=force.constable)
    (title,) = queries.compared(post.kind, old, queries.text_now(post))
    assert title.label == "Title"
    assert ("added", "every ") in title.runs


def test_a_version_keeps_who_wrote_it_when_it_was_sent_and_when_it_was_published():
    force = Force()
    post = factories.draft(force.constable)
    with clock.later(days=1), transaction():
        authorisation.send(post, by=force.constable)
    with clock.later(days=2):
        while ways.open_step(post) is not None:
            factories.decided(post, Verdict.APPROVE)
    kept = session.scalars(select(Version).where(Version.submission_id == post.id)).one()
    assert kept.by_id == force.constable.id
    days = [(clock.local(moment).date() - clock.today()).days for _word, moment in kept.became]
    assert [word for word, _moment in kept.became] == ["Published", "Sent"]
    assert (days, clock.local(kept.saved_at).date()) == ([2, 1], clock.today())
