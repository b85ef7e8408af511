"""Hostile text in every field of every form the product shows, and values that no form offers.

Fields that take any text get hostile ones all at once, each its own, as many rounds as there are texts for a field;
then each field is attacked alone, so that one that is refused hides nothing of the others. On the first database any
of the texts, on the others those that a database could take differently.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html
from werkzeug.test import TestResponse

from portal.foundation.text import BadText, plain_line, plain_text
from portal.people.actions import asking
from tests.hostile.corpora import all_texts, number_for, only_on_first, own_for, some_of
from tests.hostile.forms import Field, Form, forms_of, found_forms
from tests.hostile.harm import harm_in, quick
from tests.hostile.watching import rows
from tests.hostile.world import World

SHARES = 4
OF_OWN, OF_ALL = (
    6,
    4,
)  # texts for each field that anything can be typed in, sent with hostile ones in all others
ALONE = 2  # more of each for each field, the others filled as they should be
STRICT = {"email", "number", "date", "password"}  # nothing else in the form is saved while these are wrong
# What nobody may say of a post or a person by saying it in a form.
NOT_ASKED = {
    "status": "published", "author_id": "1", "holder_id": "1", "listed": "yes", "published_at": "2020-01-01",
    "organisation": "force-1", "organisation_id": "1", "unit_id": "1", "desk_key": "x", "id": "1",
    "reference": "zzzz9999",
    "roles": "system-administrator", "is_admin": "1", "password_hash": "x", "ended_on": "", "email_key": "x@y.example",
}  # fmt: skip
ERROR = re.compile("govuk-error-(message|summary)")


def mine(world: World, share: int) -> list[Form]:
    return [form for place, form in enumerate(found_forms(world)) if place % SHARES == share]


def send(world: World, form: Form, given: dict[str, Any]) -> TestResponse:
    if form.method == "GET":
        return world.send(form.role, "GET", form.action, query_string=given)
    asking.forget_who_asked()  # each is answered as the first who asks for an account
    return world.send(form.role, "POST", form.action, data=given)


def test_every_form_that_changes_something_is_found(world: World) -> None:
    unseen = {
        "authorisation.routes_begin",  # shown where nobody has begun a draft
        "authorisation.route_newer",  # shown where another force has changed what was taken over from it
        "authorisation.read_first",  # shown to whoever reads an anonymous post before all others
        "guardians.key", "guardians.post", "guardians.answer", "guardians.read",  # shown to guardians
        "authorisation.opinion",  # shown to a colleague who was asked
        "authorisation.proposed",  # shown to an author whose text somebody would change
        "authorisation.outside_code",  # shown at the door of somebody outside who is sent a code
        "authorisation.outside_decide",  # shown to somebody outside who gave it: attacked with the link
        "harvest.oai",  # asked by other programs, and changes nothing: the protocol wants it to answer both
        "following.stop_by_mail", "stopping.stop_mail",  # shown behind a link that is mailed
        "recognition.take_back",  # shown to a leader who has thanked
        "people.outbox",  # shown for mail that was given up
        "people.choose_password",  # shown behind a mailed link
        "people.take_back_person",  # shown for somebody who left
        "people.remove_grade",  # shown for a grade that nobody has
        "people.confirm_role", "people.drop_role",  # shown for what waits for a second administrator
        "library.bring_back",  # shown for a post that was retired
        "submissions.bring_back_topic",  # shown for a topic that was retired
        "people.close_unit",  # shown for a unit that is empty
        "submissions.keep", "submissions.autosave",  # the script sends the forms of submissions.new and edit there
    }  # fmt: skip
    posts = {rule.endpoint for rule in world.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    posts = {endpoint for endpoint in posts if "_api." not in endpoint}
    found = {form.endpoint for form in found_forms(world)}
    assert posts - found <= unseen, posts - found - unseen


@pytest.mark.parametrize("share", range(SHARES))
def test_hostile_text_in_every_field_does_no_harm(world: World, share: int) -> None:
    wrong: list[str] = []
    before = rows(world.connection)
    for form in mine(world, share):
        for given in attacks(world, form):
            wrong += faults_of_one(world, form, given, before)
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(sorted(set(wrong))[:80])


def attacks(world: World, form: Form) -> Iterator[dict[str, str]]:
    """What is typed, by field: in all that take any text at once, each its own; then in each field alone."""
    own, others = number_for(world.name, OF_OWN), number_for(world.name, OF_ALL)
    free = [field for field in form.attacked if field.is_typed and field.sort not in STRICT]
    listed = {field.name: texts_for(world, form, field, own, others) for field in free}
    yield from (dict(zip(listed, texts, strict=True)) for texts in zip(*listed.values(), strict=True))
    for field in form.attacked:
        if len(free) == 1 and field in free:
            continue  # it was alone
        alone = number_for(world.name, ALONE)
        for text in texts_for(world, form, field, alone, alone if field.is_typed else 1):
            yield {field.name: text}


def texts_for(world: World, form: Form, field: Field, own: int, others: int) -> list[str]:
    of = f"{world.name} {form.endpoint} {field.name}"
    return some_of(own_for(world.name), own, of) + some_of(all_texts(), others, of)


# A wrong code of somebody outside is counted and stands in the trail, as it has to.
COUNTS_WRONG_TRIES = "authorisation.outside_confirm"


def faults_of_one(world: World, form: Form, given: dict[str, str], before: str) -> list[str]:
    what = f"{form.name}, {', '.join(f'{name}={text[:50]!r}' for name, text in given.items())}"
    found: list[str] = []
    with world.apart() as watch:
        try:
            with quick(what, found):
                answer = send(world, form, form.filled(**given))
            found += harm_in(answer, what, typed=" ".join(given.values()))
            if answer.status_code >= 400 or form.method == "GET":
                if form.endpoint != COUNTS_WRONG_TRIES and watch.changed(before):
                    found.append(f"{what}: answered {answer.status_code}, and the database changed")
            elif answer.status_code in {302, 303}:
                found += faults_after(world, form, given, what, answer)
            if answer.status_code == 422 and not ERROR.search(answer.text):
                found.append(f"{what}: not taken, and no sentence says why")
        except AssertionError as fault:
            found.append(f"{what}: {fault}")
    return found


def faults_after(
    world: World, form: Form, given: dict[str, str], what: str, answer: TestResponse
) -> list[str]:
    """What was saved is shown back as it was typed, and does nothing on the page that follows."""
    if answer.headers["Location"].startswith("/sign-in") or form.role == "nobody":
        return []
    after = world.send(form.role, "GET", answer.headers["Location"])
    found = harm_in(after, f"{what}, afterwards", typed=" ".join(given.values()))
    shown_back = {
        field.name: field.value
        for field in form.fields
        if field.name in given and field.is_typed and field.value and field.sort not in {"number", "date"}
    }
    if not shown_back:
        return found
    again = world.send(form.role, "GET", form.page)
    for one in forms_of(world, again, form.role):
        if one.endpoint == form.endpoint:
            now = {there.name: there.value for there in one.fields}
            found += [
                f"{what}: {name} was saved and is shown back as {now[name][:60]!r}"
                for name, was in shown_back.items()
                if name in now and now[name] != was and not same(now[name], given[name])
            ]
    return found


def same(held: str, typed: str) -> bool:
    """Whether what a page holds is what was typed, in its one plain form."""
    try:
        # A browser sends line ends as two characters and is shown them as one.
        return held.strip() in {plain_line(typed), plain_text(typed).strip()}
    except BadText:
        return False


@pytest.mark.parametrize("share", range(SHARES))
def test_what_a_form_does_not_ask_for_is_passed_over(world: World, share: int) -> None:
    wrong: list[str] = []
    before = rows(world.connection)
    for form in mine(world, share):
        if form.method == "GET" or form.role == "nobody":
            continue
        with world.apart() as watch:
            plain = send(world, form, form.filled())
            alone = watch.changed(before) and rows(world.connection)
        with world.apart() as watch:
            names = {field.name for field in form.fields}
            more = {name: value for name, value in NOT_ASKED.items() if name not in names}
            answer = send(world, form, form.filled(**more))
            wrong += harm_in(answer, form.name)
            if answer.status_code not in {plain.status_code, 429}:
                wrong.append(
                    f"{form.name}: {plain.status_code} alone, {answer.status_code} with what it does not ask"
                )
            if bool(alone) != bool(watch.changed(before)):
                wrong.append(
                    f"{form.name}: changes the database only with what it does not ask, or only without"
                )
            wrong += powers_taken(world, form)
    assert not wrong, "\n".join(wrong)


def powers_taken(world: World, form: Form) -> list[str]:
    """Whether any of it took effect: nobody has become more than they were, no post went further than it could."""
    from sqlalchemy import text

    ask = world.connection.execute
    found = []
    if ask(text("select count(*) from submissions where listed and published_at is not null")).scalar():
        found.append(f"{form.name}: a published post is listed as declined")
    if ask(
        text("select count(*) from people where password_hash = 'x' or email_key = 'x@y.example'")
    ).scalar():
        found.append(f"{form.name}: an account took a value that no form has")
    if ask(text("select count(*) from submissions where published_at < '2021-01-01'")).scalar():
        found.append(f"{form.name}: a post says when it was published")
    if ask(text("select count(*) from submissions where reference = 'zzzz9999' or desk_key = 'x'")).scalar():
        found.append(f"{form.name}: a post took a value that no form has")
    return found


def test_without_its_token_no_form_is_taken(world: World) -> None:
    """The form is refused before its page begins."""
    only_on_first(world.name)
    wrong = []
    before = rows(world.connection)
    other = world.tokens["neighbour"]
    for form in found_forms(world):
        if form.method == "GET":
            continue
        for token in (None, "", "wrong", other if form.role != "neighbour" else world.tokens["author"]):
            with world.apart() as watch:
                given = form.filled()
                answer = world.app.test_client(use_cookies=False).post(
                    form.action,
                    data=given if token is None else {**given, "csrf_token": token},
                    headers={"Cookie": world.cookies[form.role]},
                )
                if answer.status_code != 400 or watch.changed(before):
                    wrong.append(
                        f"{form.name} with {token!r:.20}: {answer.status_code}, changed: {watch.wrote}"
                    )
                wrong += harm_in(answer, form.name)
    assert not wrong, "\n".join(wrong)


def test_a_refused_form_keeps_what_was_typed(world: World) -> None:
    typed = "Words that took a while to find, and <b>must</b> not be lost."
    wrong = []
    for form in found_forms(world):
        areas = [field.name for field in form.fields if field.sort == "area"]
        if form.method == "GET" or not areas or form.role == "nobody":
            continue
        answer = world.app.test_client(use_cookies=False).post(
            form.action,
            data=form.filled(**{areas[0]: typed}),
            headers={"Cookie": world.cookies[form.role]},
        )
        if typed not in html.document_fromstring(answer.text).text_content():
            wrong.append(form.name)
        assert not re.search(r"<b>must</b>", answer.text)
    assert not wrong, wrong
