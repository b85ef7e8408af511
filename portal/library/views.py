"""The library's pages: search, one item, and what readers say of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from portal.feedback import actions as feedback
from portal.feedback import queries as became
from portal.feedback.forms import AnswerForm, OutcomeForm, QuestionForm, ResponseForm
from portal.feedback.rules import UseKind
from portal.foundation import clock
from portal.foundation.access import may, me, requires
from portal.foundation.errors import Refused
from portal.foundation.forms import page
from portal.library import queries, rules
from portal.library.queries import Asked, Card, Found
from portal.library.search import FACETS
from portal.submissions.kinds import KINDS
from portal.submissions.rules import author_shown_to

pages = Blueprint("library", __name__)

OPEN_FILTERS = 4
LINES_KEPT = 4096
FILTERS_KEPT = 512

SAID: dict[UseKind, str] = {
    UseKind.USEFUL: "Thank you. The author will see that somebody found it useful.",
    UseKind.USED: "Thank you. The author will hear that you used it, and others see that it travelled.",
    UseKind.DID_NOT_FIT: "Thank you. Why it did not fit now stands with it, for the next who tries.",
}


def asked_here() -> Asked:
    """What the address of this request asks of the library."""
    typed = request.args
    return queries.asked(
        q=typed.get("q", ""),
        filters={facet: typed.getlist(facet) for facet in FACETS if facet in typed},
        sort=typed.get("sort", ""),
        match=typed.get("match", ""),
        page=typed.get("page", ""),
        per_page=typed.get("per_page", ""),
    )


def address(endpoint: str, wish: Asked, *, page: int = 1, sort: str = "", q: str | None = None) -> str:
    """Where a search is: every state of it has an address that can be sent to a colleague."""
    words = wish.q if q is None else q
    parts: dict[str, Any] = {facet: list(values) for facet, values in wish.filters.items() if values}
    sort = sort or (wish.sort or "")
    turned = str(page) if page > 1 else ""
    parts |= {name: value for name, value in (("q", words), ("sort", sort), ("page", turned)) if value}
    return url_for(endpoint, **parts)


@pages.get("/library")
@requires("library.search")
def search() -> ResponseReturnValue:
    """Find what was tried, what worked, what failed, and whom to ask."""
    found = queries.search(me(), asked_here())
    wish = found.asked
    place = url_for("library.item", reference="-").removesuffix("-")
    return render_template(
        "library/search.html",
        found=found,
        wish=wish,
        complete=[line_of(card, place) for card in found.cards if not card.partial],
        partial=[line_of(card, place) for card in found.cards if card.partial],
        facets=[
            filter_of(name, facet, tuple(found.facets[facet]), number < OPEN_FILTERS)
            for number, (facet, name) in enumerate(rules.FACET_NAMES.items())
        ],
        chosen=list(_chosen(found)),
        sorts=_sorts(wish),
        hidden=_hidden(wish),
        with_filters=_filters(wish),
        clear=url_for("library.search", q=wish.q or None),
        feed=address("feeds.library", wish),
        corrected=address("library.search", wish, q=found.suggestion) if found.suggestion else "",
        ways_out=[(address("library.search", wider), words, count) for wider, words, count in found.ways_out],
        at=lambda number: address("library.search", wish, page=number),
    )


# Lines and filters are the same for many readers and many searches. What is kept is kept under all that it
# shows, so that nobody is shown anything that was not found for them.
@lru_cache(maxsize=LINES_KEPT)
def line_of(card: Card, place: str) -> Markup:
    """One item as a line of a list of results. ``place`` is the address before its reference."""
    return Markup(_macros("post").result_row(row(card, f"{place}{card.reference}")))  # noqa: S704 - escaped there


@lru_cache(maxsize=FILTERS_KEPT)
def filter_of(name: str, facet: str, options: tuple[queries.Option, ...], begins_open: bool) -> Markup:
    """One filter with its values and their counts."""
    return Markup(_macros("library").facet(name, facet, options, open=begins_open))  # noqa: S704 - escaped there


def _macros(file: str) -> Any:
    return current_app.jinja_env.get_template(f"components/{file}.html").module


def row(card: Card, href: str = "") -> dict[str, Any]:
    """One item as a line of a list of results."""
    return {
        "href": href or url_for("library.item", reference=card.reference),
        "kind": card.kind,
        "kind_name": KINDS[card.kind].name,
        "marker": rules.MARKER_NAMES.get(card.marker, ""),
        "title": marked(card.title),
        "summary": marked(card.summary),
        "note": marked(card.passage) if card.passage else "",
        "outcome": card.outcome or card.state,
        "outcome_label": rules.OUTCOME_WORDS.get(card.outcome, ""),
        "organisation": card.organisation_name,
        "date": day(card.published_on),
        "iso": card.published_on.isoformat(),
        "evidence": rules.label_of("evidence", card.evidence),
    }


def marked(pieces: queries.Pieces) -> Markup:
    """Words with those found marked; everything that was typed is escaped."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(words) if found else escape(words) for words, found in pieces
    )


def day(of: date) -> str:
    """A day with its year, as it stands in a list."""
    return f"{of.day} {of:%B} {of.year}"


def _chosen(found: Found) -> Iterator[Mapping[str, str]]:
    for facet, options in found.facets.items():
        for option in options:
            if option.chosen:
                fewer = found.asked.without(facet, option.value)
                yield {"label": option.label, "href": address("library.search", fewer)}


def _sorts(wish: Asked) -> list[Mapping[str, Any]]:
    if not wish.q:
        return []
    return [
        {"label": name, "href": address("library.search", wish, sort=sort), "current": wish.order == sort}
        for sort, name in (("relevance", "best match"), ("newest", "newest"))
    ]


def _filters(wish: Asked) -> list[tuple[str, str]]:
    """What a new search keeps of this one: the filters, and the order."""
    kept = [(facet, value) for facet, values in wish.filters.items() for value in values]
    return [*kept, ("sort", wish.sort)] if wish.sort else kept


def _hidden(wish: Asked) -> list[tuple[str, str]]:
    return [(name, value) for name, value in (("q", wish.q), ("sort", wish.sort or "")) if value]


@pages.get("/library/similar")
@requires("library.search")
def similar() -> ResponseReturnValue:
    """Has this been tried? A piece of a page, for beside a post while it is typed."""
    found = queries.similar(me(), request.args.get("title", ""), request.args.get("text", ""))
    return render_template("library/similar.html", rows=[_alike_row(one) for one in found])


def _alike_row(one: queries.Alike) -> Mapping[str, Any]:
    return {
        "href": url_for("library.item", reference=one.reference),
        "title": one.title,
        "kind": one.kind,
        "kind_name": KINDS[one.kind].name,
        "organisation": one.organisation_name,
        "outcome": one.outcome,
        "outcome_label": rules.OUTCOME_WORDS.get(one.outcome, ""),
        "date": day(one.published_on),
        "iso": one.published_on.isoformat(),
    }


@pages.get("/library/<reference>")
@requires("library.read", on=queries.item)
def item(item: Any) -> ResponseReturnValue:
    """One item: what it is, what came of it, how to do it, and whom to ask."""
    return render_template("library/item.html", **_item_page(item))


def _item_page(item: Any) -> dict[str, Any]:
    post, person = item.submission, me()
    about = became.about(post)
    author = author_shown_to(person, post)
    # What was kept a moment ago is read at once; the card and the index follow after the commit.
    kept = about.outcome
    outcome = rules.outcome_shown(item.declined, kept.state if kept else "", kept.result if kept else "")
    return {
        "item": item,
        "post": post,
        "kind": KINDS[item.kind],
        "marker": rules.MARKER_NAMES.get(item.marker, ""),
        "author": author,
        "outcome": outcome,
        "outcome_label": rules.OUTCOME_WORDS.get(outcome, ""),
        "about": about,
        "mine": about.said_by(person),
        "used_by": list(_used_by(about.used)),
        "used_line": _used_line(about),
        "misfits": list(_used_by(about.did_not_fit)),
        "facts": list(rules.facts_of(item.kind, post.details)),
        "evidence": rules.label_of("evidence", item.evidence),
        "evidence_in_words": rules.EVIDENCE_IN_WORDS.get(item.evidence, ""),
        "published": day(item.published_on),
        "why_declined": queries.why_declined(post) if item.declined else "",
        "questions": [
            _talk(question, author.words) for question in about.questions if not question.before_publication
        ],
        "related": [_alike_row(one) for one in queries.related(person, item)],
        "editions": queries.editions(post),
        "citation": _citation(item, author),
        "form": QuestionForm(None),
    }


def _used_line(about: Any) -> str:
    """In one line, who used it and how many found it useful; nothing where nobody did."""
    names = list(dict.fromkeys(use.organisation.name for use in about.used))
    said = ""
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        said = f"Used by {names[0]}{more}"
    if about.useful:
        useful = f"useful to {len(about.useful)} {'reader' if len(about.useful) == 1 else 'readers'}"
        said = f"{said}, {useful}" if said else useful.capitalize()
    return said


def _used_by(uses: Sequence[Any]) -> Iterator[Mapping[str, str]]:
    for use in uses:
        yield {"who": use.organisation.name, "when": day(use.said_on), "words": use.reason or use.person.name}


def _talk(question: Any, author: str) -> Mapping[str, Any]:
    """A question and its answers, as turns of a conversation."""
    turns = [_turn(_named(question.asked_by), question.asked_at, question.text)]
    for answer in question.answers:
        who = _named(answer.by) if answer.by else f"The author ({author.lower()})"
        turns.append(_turn(who, answer.answered_at, answer.text))
    return {"turns": turns, "question": question, "answered": bool(question.answers)}


def _named(person: Any) -> str:
    return f"{person.name}, {person.organisation.short_name}"


def _turn(who: str, moment: Any, text: str) -> Mapping[str, str]:
    of = clock.local(moment).date()
    return {"who": who, "when": day(of), "iso": of.isoformat(), "text": text}


def _citation(item: Any, author: Any) -> str:
    by = f"{author.name} ({item.organisation_name})" if author.name else item.organisation_name
    return f"{by}, {item.published_on.year}. {item.title.rstrip('.')}."


# ------------------------------------------------------------------ what readers say of it


@pages.route("/library/<reference>/outcome", methods=["GET", "POST"])
@requires("feedback.keep-outcome", on=queries.item)
def outcome(item: Any) -> ResponseReturnValue:
    """Keep what became of it."""
    now = became.about(item.submission).outcome
    form = OutcomeForm(data={"state": now.state, "result": now.result} if now else None)
    if form.validate_on_submit():
        state, result = form.chosen
        try:
            feedback.keep_outcome(item.submission, state, result, form.note.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Kept. The author will read it, and so will everybody who finds the post.", "success")
            return _back_to(item)
    return page("feedback/outcome.html", form=form, item=item)


@pages.route("/library/<reference>/response", methods=["GET", "POST"])
@requires("feedback.respond", on=queries.item)
def respond(item: Any) -> ResponseReturnValue:
    """Say of what use it was: useful, used, or why it did not fit. Saying it again takes it back."""
    form = ResponseForm()
    if form.validate_on_submit():
        if form.chosen is None:
            return page("feedback/response.html", form=form, item=item)
        try:
            said = feedback.respond(item.submission, form.chosen, form.reason.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(SAID[form.chosen] if said else "Taken back.", "success")
            return _back_to(item)
    return page("feedback/response.html", form=form, item=item)


@pages.route("/library/<reference>/questions", methods=["GET", "POST"])
@requires("feedback.ask", on=queries.item)
def ask(item: Any) -> ResponseReturnValue:
    """Ask about it."""
    form = QuestionForm()
    if form.validate_on_submit():
        try:
            feedback.ask(item.submission, form.question.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash(
                "Asked. You will hear when it is answered, and the answer will stand here for everybody.",
                "success",
            )
            return _back_to(item, "questions")
    return page("feedback/question.html", form=form, item=item)


@pages.route("/library/<reference>/questions/<question>/answer", methods=["GET", "POST"])
@requires("feedback.answer", on=became.question)
def answer(question: Any) -> ResponseReturnValue:
    """Answer a question about a post."""
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            feedback.answer(question, form.answer.data or "", by=me())
        except Refused as refused:
            form.refuse(refused)
        else:
            flash("Answered. Whoever asked will hear.", "success")
            return redirect(_place_of(question.submission))
    return page("feedback/answer.html", form=form, question=question, back=_place_of(question.submission))


def _back_to(item: Any, part: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("library.item", reference=item.reference, _anchor=part))


def _place_of(post: Any) -> str:
    """Where a post is read: in the library, or while it waits on its own page."""
    found = queries.item(post.reference)
    if found is not None and may("library.read", found):
        return url_for("library.item", reference=post.reference)
    return f"/submissions/{post.reference}"
