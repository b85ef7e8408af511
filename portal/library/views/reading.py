"""The page of one item: what it is, what came of it, how to do it, and whom to ask."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.authorisation import queries as ways
from portal.feedback import queries as became
from portal.feedback.forms import QuestionForm, UsedForForm
from portal.feedback.rules import (
    OUTCOME_NAMES,
    OutcomeState,
    Result,
    UseKind,
    outcome_in_words,
    result_names,
)
from portal.foundation import clock
from portal.foundation.access import reader, requires
from portal.foundation.text import day_with_year
from portal.implementation import queries as implementation
from portal.implementation.rules.ledger import SHOWN_NAMES, How
from portal.library import queries, rules
from portal.library.rules import conditions
from portal.library.views import visiting
from portal.library.views.adopting import adopted_by
from portal.library.views.answers import answer_row
from portal.library.views.keeping import freshness_shown
from portal.library.views.merging import leader_of
from portal.library.views.progress import progress_shown
from portal.library.views.room import alike_row, pages
from portal.submissions.kinds import KINDS
from portal.submissions.queries import compared
from portal.submissions.rules import AuthorShown, author_shown_to

ANSWERED = "Whoever answers for it"


@pages.get("/library/<reference>")
@requires("library.read", on=queries.item, visitors=True)
def item(item: Any) -> ResponseReturnValue:
    """One item: what it is, what came of it, how to do it, and whom to ask."""
    if reader() is None:
        return render_template("library/public.html", **visiting.shown(item))
    return render_template("library/item.html", **item_page(item))


@pages.get("/library/<reference>/changed")
@requires("library.read-changes", on=queries.item)
def changed(item: Any) -> ResponseReturnValue:
    """What was changed in the text before it was published, where its author lets readers see it."""
    edits = [
        {"by": step.name, "parts": compared(item.kind, before, after)}
        for step, before, after in ways.edits_shown(item.submission)
    ]
    return render_template("library/changed.html", item=item, edits=edits)


def item_page(item: Any) -> dict[str, Any]:
    """All that the page of an item shows to whoever is signed in."""
    post, person = item.submission, reader()
    about = became.about(post)
    author, mine = author_shown_to(person, post), about.said_by(person)
    used = mine.get(UseKind.USED)
    # What was kept a moment ago is read at once; the card and the index follow after the commit.
    kept, editions = about.outcome, queries.editions(post)
    # What was said of an older text is not what became of this one: the author's newer answer stands first.
    renewed = editions[0] if kept and editions and kept.kept_at < editions[0].published_at else None
    former, kept = (kept, None) if renewed else (None, kept)
    details, adoption = queries.details_of(item), _ledger_of(item)
    in_use, stopped = (
        [one for one in adoption.holding if (one.how == How.STOPPED) is over] for over in (False, True)
    )
    outcome = rules.outcome_shown(item.declined, kept.state if kept else "", kept.result if kept else "")
    own_answer = "" if kept or item.declined else rules.as_its_author_saw_it(item.kind, details)
    return {
        "item": item,
        "post": post,
        "trust_line": _trust_line(post, person, author.words),
        "kind": KINDS[item.kind],
        "marker": rules.MARKER_NAMES.get(item.marker, ""),
        "author": author,
        "outcome": outcome or own_answer,
        "kept": kept,
        "own_answer": own_answer,
        "state_label": OUTCOME_NAMES[OutcomeState(kept.state)] if kept else "",
        "outcome_label": rules.outcome_in_words(item.kind, outcome or own_answer),
        "former": former,
        "former_words": _outcome_in_words(item.kind, former) if former else "",
        "renewed_on": clock.day_in_words(renewed.published_on) if renewed else "",
        "result_names": result_names(item.kind),
        "about": about,
        "mine": mine,
        "used_by": [*adopted_by(item.kind, in_use), *_used_by(about.used)],
        "stopped_by": list(adopted_by(item.kind, stopped)),
        "used_line": _used_line(about, in_use),
        "shown_by_use": SHOWN_NAMES[adoption.shown(kept.result if kept else "")],
        "misfits": list(_used_by(about.did_not_fit)),
        "facts": list(rules.facts_of(item.kind, details)),
        "conditions": _conditions(post, details, person),
        "glances": list(
            conditions.at_a_glance(
                item.kind, details, rules.outcome_in_words(item.kind, outcome or own_answer)
            )
        ),
        "evidence": rules.label_of("evidence", item.evidence),
        "evidence_in_words": rules.EVIDENCE_IN_WORDS.get(item.evidence, ""),
        "published": day_with_year(item.published_on),
        "changed": day_with_year(item.changed_on) if item.changed_on != item.published_on else "",
        "why_declined": queries.why_declined(post) if item.declined else "",
        "fresh": freshness_shown(item),
        "goes_on": progress_shown(item, kept),
        "questions": [
            talk(question, author) for question in about.questions if not question.before_publication
        ],
        "related": [alike_row(one) for one in queries.related(person, item)],
        "editions": editions,
        "leader": leader_of(item),
        "joined": queries.joined(person, post),
        "same_question": [answer_row(card) for card in queries.same_question(person, post)],
        "citation": visiting.citation(item, author),
        "form": QuestionForm(None),
        "used_for": UsedForForm(None, data={"reason": used.reason}) if used is not None else None,
    }


def _conditions(post: Any, details: Mapping[str, Any], person: Any) -> Mapping[str, Any]:
    """What an item needs, where it was tried, and for who works elsewhere how that compares with their place."""
    there = post.organisation
    here = there if person is None else queries.place_of(person)
    return {
        "needs": conditions.needs_of(details),
        "areas": conditions.tried_in(details, there.profile),
        "here": here.short_name,
        "likeness": None if here is there else conditions.likeness(details, _place(there), _place(here)),
    }


def _place(organisation: Any) -> conditions.Place:
    return conditions.Place(organisation.short_name, organisation.profile, organisation.nation)


def _trust_line(post: Any, person: Any, author: str) -> str:
    """How a post came into the library before it was reviewed, and how far its review is; nothing of every other.

    Its reviewer is named to those who work where it was written.
    """
    if not post.on_trust:
        reviewed = post.reviewed_on
        return (
            f"Published on trust by {author}, and reviewed on {clock.day_in_words(reviewed)}."
            if reviewed
            else ""
        )
    review = ways.review_of(post)
    if review is None or review.holder is None:
        return f"Published on trust by {author}. Whoever reviewed it asked for a change, and its author is making it."
    here = person is not None and person.organisation_id == post.organisation_id
    who = review.holder.title if here else f"somebody there ({review.stage.lower()})"
    by = clock.day_in_words(review.due_on)
    return f"Published on trust by {author}. Nobody has reviewed it yet: {who} does, by {by}."


def _outcome_in_words(kind: str, kept: Any) -> str:
    return outcome_in_words(kind, OutcomeState(kept.state), Result(kept.result) if kept.result else None)


def _ledger_of(item: Any) -> implementation.Ledger:
    """What is confirmed of an item. Of most nothing is entered, and nothing more is asked."""
    found = item.implementation
    entered = found.in_ledger if found is not None else item.used
    return implementation.ledger_of(item.submission) if entered else implementation.Ledger(())


def _used_line(about: Any, adopted: Sequence[Any]) -> str:
    """In one line, who uses it and how many found it useful; nothing where nobody does. The ledger goes first."""
    names = list(dict.fromkeys(one.organisation.name for one in (*adopted, *about.used)))
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
        yield {"who": use.organisation.name, "when": day_with_year(use.said_on), "words": use.reason}


def talk(question: Any, author: AuthorShown) -> Mapping[str, Any]:
    """A question and its answers, as turns of a conversation. Whoever decides blind reads no name of an answer."""
    turns = [_turn(_named(question.asked_by), question.asked_at, question.text)]
    for answer in question.answers:
        who = _named(answer.by) if answer.by else author.called or "The author"
        who = ANSWERED if author.hidden else who
        turns.append(_turn(who, answer.answered_at, answer.text))
    return {"turns": turns, "question": question, "answered": bool(question.answers)}


def _named(person: Any) -> str:
    return f"{person.name}, {person.organisation.short_name}"


def _turn(who: str, moment: Any, text: str) -> Mapping[str, str]:
    of = clock.local(moment).date()
    return {"who": who, "when": day_with_year(of), "iso": of.isoformat(), "text": text}
