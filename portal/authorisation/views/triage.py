"""The innovation lead's workspace: every post of the organisation that is on its way, and who has it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.authorisation import actions, queries
from portal.authorisation.forms import BulkForm, FilterForm, pressed
from portal.authorisation.queries import Wanted
from portal.authorisation.rules.reading import unread_in_words
from portal.authorisation.views.room import pages, rows_of
from portal.foundation.access import me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.foundation.refusals import meet
from portal.people import queries as people
from portal.submissions import queries as writings
from portal.submissions.rules import Status

TABS = {
    "": "All",
    "waiting": "Waiting",
    "late": "Late",
    "returned": "Back with the author",
    "imported": "Imported",
}
ORDERS = {
    "due": "Most urgent first: by the day on which its author should first have had an answer, whoever has it now.",
}
REFUSALS_SHOWN = 3
LONGEST_BACK = 600  # of the address that is gone back to


@pages.get("/triage")
@requires("people.lead")
def triage() -> ResponseReturnValue:
    """All posts in flight, as I want to see them."""
    return _shown(request.args, BulkForm(None))


def _shown(asked: MultiDict[str, str], bulk: BulkForm, chosen: Sequence[str] = ()) -> ResponseReturnValue:
    whole = queries.overview(me().organisation_id)
    filters, state = _filters(asked, whole), asked.get("state", "")
    state = state if state in TABS else ""
    names = ("kind", "stage", "holder", "topic", "text", "sort")
    wanted = Wanted(
        state=state,
        page=asked.get("page", 1, type=int),
        **{name: filters.chosen(name) for name in names},
    )
    found = queries.in_flight(me().organisation_id, wanted, whole.counts)
    kept = {
        name: filters.chosen(name) for name in names if filters.chosen(name) and filters.chosen(name) != "due"
    }
    bulk.to.choices = _colleagues()
    return page(
        "authorisation/triage.html",
        form=bulk,
        filters=filters,
        chosen=chosen,
        order_means=ORDERS.get(filters.chosen("sort") or "due", ""),
        state=state,
        rows=rows_of(found.rows, me()),
        found=found,
        narrowed=len([name for name in kept if name != "sort"]),
        tabs=[
            {
                "label": label,
                "href": _address(tab, kept),
                "current": tab == state,
                "count": whole.counts[tab],
            }
            for tab, label in TABS.items()
            if whole.counts[tab] or tab in {"", "waiting", state}
        ],
        clear=_address(state, {}),
        address=lambda to: _address(state, {**kept, "page": to}),
        unread=unread_in_words(queries.unread_in_flight(me().organisation_id)),
        here=urlencode(list(asked.items(multi=True))),
    )


@pages.post("/triage")
@requires("people.lead")
def triage_chosen() -> ResponseReturnValue:
    """Take the chosen posts, hand them on, or look after imported drafts."""
    bulk = BulkForm()
    bulk.to.choices = _colleagues()
    asked = request.form.get("back", "")[:LONGEST_BACK]
    chosen = request.form.getlist("chosen")
    to = people.person(bulk.to.data) if bulk.to.data else None
    if not chosen:
        bulk.form_errors.append("Choose the posts first: tick the box before each.")
    elif pressed() == "hand-on" and to is None:
        bulk.to.errors = ["Choose a colleague to hand them on to."]
    if bulk.errors or not bulk.validate_on_submit():
        return _shown(MultiDict(parse_qsl(asked)), bulk, chosen)
    back = redirect(f"{url_for('authorisation.triage')}?{asked}")
    drafts = queries.chosen_drafts(me().organisation_id, chosen)
    beyond = _beyond(chosen)
    if pressed() == "hand-on" and to is not None:
        done, refusals = actions.hand_on_all(queries.chosen_steps(me().organisation_id, chosen), to, by=me())
        refusals += [f"“{one.title}”: It was imported and not sent yet. Take it yourself." for one in drafts]
        words = f"{_posts(done)} with {to.title} now."
    elif pressed() == "acknowledge":
        done, refusals = actions.acknowledge_all(queries.chosen_steps(me().organisation_id, chosen), by=me())
        refusals += [f"“{one.title}”: It was imported, and nobody waits for an answer." for one in drafts]
        words = f"The {'author' if done == 1 else 'authors'} of {done} {'post is' if done == 1 else 'posts are'} told."
    else:
        done, refusals = actions.take_all(queries.chosen_steps(me().organisation_id, chosen), by=me())
        for draft in drafts:
            try:
                actions.take_on(draft, by=me())
                done += 1
            except Refused as refused:
                meet(refused, draft)
                refusals.append(f"“{draft.title}”: {refused.message}")
        words = f"{_posts(done)} with you now."
    refusals += beyond
    if done:
        flash(words, "success")
    for sentence in refusals[:REFUSALS_SHOWN]:
        flash(sentence, "attention")
    if len(refusals) > REFUSALS_SHOWN:
        flash(f"And {len(refusals) - REFUSALS_SHOWN} more could not be moved.", "attention")
    if not done and not refusals:
        flash("None of the chosen posts is waiting any more.", "attention")
    return back


def _beyond(chosen: Sequence[str]) -> list[str]:
    """A sentence for each chosen post that is nobody's to take or hand on any more."""
    posts = queries.chosen_beyond(me().organisation_id, chosen)
    titles = queries.titles_as_sent(posts)
    return [
        f"“{titles.get(post.id, post.title)}”: "
        + (
            "It is back with its author, who changes it and sends it again."
            if post.status == Status.RETURNED
            else "It does not wait for a decision any more."
        )
        for post in posts
    ]


def _address(state: str, kept: dict[str, Any]) -> str:
    return url_for("authorisation.triage", **{"state": state or None, **kept})


def _filters(asked: MultiDict[str, str], whole: queries.Overview) -> FilterForm:
    filters = FilterForm(asked)
    filters.stage.choices = {"": "All steps", **{name: name for name in whole.stages}}
    filters.holder.choices = {"": "Everybody", **dict(whole.holders)}
    filters.topic.choices = {"": "All topics", **{topic.slug: topic.name for topic in writings.all_topics()}}
    return filters


def _colleagues() -> dict[str, str]:
    deciders = queries.deciders_of(me().organisation_id)
    return {"": "Choose a colleague", **{one.reference: f"{one.title}, {one.unit.name}" for one in deciders}}


def _posts(number: int) -> str:
    return "One post is" if number == 1 else f"{number} posts are"
