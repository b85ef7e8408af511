"""Search: what a reader asks, and a page of what they may see of it."""

import logging
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from portal.foundation.text import BadText, plain_line
from portal.library import rules
from portal.library.queries import labels, synonyms
from portal.library.queries.cards import Card, cards_of, changed_since, closed_since
from portal.library.rules import CHOICES_AT_MOST, COST_ORDER, FACET_NAMES, MOST_PER_PAGE, PER_PAGE
from portal.library.search import FACETS, LAST_PAGE, Answer, IndexUnusable, Match, Question, Sort, fallback
from portal.library.search.bound import engine
from portal.library.search.grammar import LONGEST_QUESTION
from portal.library.search.synonyms import NONE
from portal.submissions.rules import Reader, tokens_of

log = logging.getLogger(__name__)

OPTIONS_KEPT = 1024
PUBLIC = frozenset({"public"})  # the token of those who are not signed in


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of the library."""

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort | None = None
    match: Match | None = None
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def order(self) -> Sort:
        """The order asked for; without words there is nothing to be relevant to, so newest comes first."""
        asked = self.sort or Sort.RELEVANCE
        return asked if self.q or asked != Sort.RELEVANCE else Sort.NEWEST

    def __hash__(self) -> int:
        return hash((self.q, tuple(self.filters.items()), self.sort, self.match, self.page, self.per_page))

    def without(self, facet: str, value: str | None = None) -> "Asked":
        """The same with one filter taken away, or one value of it."""
        kept = tuple(one for one in self.filters.get(facet, ()) if value is not None and one != value)
        return replace(self, filters={**self.filters, facet: kept}, page=1)


class Option(NamedTuple):
    """One value of a filter, with how many items it would leave."""

    value: str
    label: str
    total: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found. What a page shows of it may be kept under it."""

    asked: Asked
    total: int
    complete: int
    cards: tuple[Card, ...]
    facets: Mapping[str, tuple[Option, ...]]
    suggestion: str | None = None
    warning: str | None = None
    #: Other ways of saying it that were looked for too.
    also: tuple[str, ...] = ()
    #: Where nothing was found: the filter to take away, its words, and how many items that would find.
    ways_out: tuple[tuple[Asked, str, int], ...] = ()

    def __hash__(self) -> int:
        return hash((self.asked, self.total, self.complete, self.cards, self.also))

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return min(LAST_PAGE, -(-self.total // self.asked.per_page))


def asked(
    q: str = "", filters: Mapping[str, Iterable[str]] | None = None, sort: str = "", match: str = "",
    page: str = "1", per_page: str = "",
) -> Asked:  # fmt: skip
    """A question from typed values. What cannot be meant is left out or brought into range; nothing is an error."""
    try:
        words = plain_line(q[: LONGEST_QUESTION + 1])
    except BadText:
        words = plain_line("".join(letter for letter in q[:LONGEST_QUESTION] if letter.isprintable()))
    chosen = {}
    for facet in FACETS:
        values = dict.fromkeys(value.strip() for value in (filters or {}).get(facet, ()))
        fit = [value for value in values if value.isprintable() and 0 < len(value) <= rules.CHOICE_LENGTH]
        if fit:
            chosen[facet] = tuple(fit[: rules.CHOICES_AT_MOST])
    return Asked(
        q=words,
        filters=chosen,
        sort=Sort(sort) if sort in set(Sort) else None,
        match=Match(match) if match in set(Match) else None,
        page=min(LAST_PAGE, max(1, _number(page, 1))),
        per_page=min(MOST_PER_PAGE, max(1, _number(per_page, PER_PAGE))),
    )


def _number(typed: str, otherwise: int) -> int:
    return int(typed) if re.fullmatch("[0-9]{1,6}", typed, re.ASCII) else otherwise


def search(person: Reader | None, wish: Asked) -> Found:
    """What the reader may see of what they ask for."""
    return _search(tokens_of(person), wish)


def search_public(wish: Asked) -> Found:
    """What everybody may see of what is asked for, the public too."""
    return _search(PUBLIC, wish)


def _search(tokens: frozenset[str], wish: Asked) -> Found:
    wish, answer = _page(wish, tokens)
    cards, closed = cards_of(answer, tokens)
    if closed:  # the index has not heard of it yet: neither counts nor pages may tell of what was narrowed
        wish, answer = _page(wish, tokens, closed)
        cards, _closed = cards_of(answer, tokens)
    ways_out: tuple[tuple[Asked, str, int], ...] = ()
    if not answer.total and wish.filters:
        ways_out = _ways_out(wish, tokens, closed or closed_since(changed_since(), tokens))
    hidden = len(answer.hits) - len(cards)
    return Found(
        asked=wish,
        total=max(answer.total - hidden, len(cards)),
        complete=answer.complete,
        cards=cards,
        facets=_facets(answer.facets, wish),
        suggestion=answer.suggestion,
        warning=answer.warning,
        also=answer.also,
        ways_out=ways_out,
    )


def _page(wish: Asked, tokens: frozenset[str], without: frozenset[int] = frozenset()) -> tuple[Asked, Answer]:
    """The page that was asked for, or the last one there is."""
    answer = answer_to(wish, tokens, without=without)
    if wish.page > 1 and not answer.hits and answer.total:
        wish = replace(wish, page=min(LAST_PAGE, -(-answer.total // wish.per_page)))
        answer = answer_to(wish, tokens, without=without)
    return wish, answer


def newest(person: Reader, count: int) -> Sequence[Card]:
    """What came into the library last, as far as this reader may see it."""
    tokens = tokens_of(person)
    return cards_of(answer_to(Asked(per_page=count), tokens, ()), tokens)[0]


def newest_elsewhere(person: Reader, topics: Collection[str], count: int) -> Sequence[Card]:
    """What came last from other organisations than the reader's, on any of these topics, or on all where none is named.

    The newest are looked through, and no more than two pages of them: the start page is read most of all. Whose own
    organisation writes nearly all of it finds fewer.
    """
    tokens, home = tokens_of(person), person.organisation.code
    filters = {"topic": tuple(sorted(topics)[:CHOICES_AT_MOST])} if topics else {}
    last = answer_to(Asked(filters=filters, per_page=2 * PER_PAGE), tokens, ())
    return [card for card in cards_of(last, tokens)[0] if card.organisation != home][:count]


def answer_to(
    wish: Asked,
    tokens: frozenset[str],
    facets: tuple[str, ...] = FACETS,
    without: frozenset[int] = frozenset(),
) -> Answer:
    """What is found for holders of these tokens."""
    same = synonyms.present() if wish.q else NONE
    question = Question(
        wish.q, tokens, wish.filters, wish.order, wish.match, wish.page, wish.per_page, facets, without, same
    )
    return found_for(question)


def found_for(question: Question) -> Answer:
    """What the index answers to a question; the database, where there is no index."""
    try:
        return engine().search(question)
    except IndexUnusable:
        log.warning("search goes on without the index")
        return fallback.search(question)


def _ways_out(
    wish: Asked, tokens: frozenset[str], without: frozenset[int]
) -> tuple[tuple[Asked, str, int], ...]:
    """For each filter, what would be found without it; most first, and only where it would be something."""
    ways = []
    for facet in wish.filters:
        wider = wish.without(facet)
        found = answer_to(replace(wider, per_page=1), tokens, (), without).total
        if found:
            ways.append((wider, FACET_NAMES[facet].lower(), found))
    return tuple(sorted(ways, key=lambda way: -way[2]))


def _facets(counts: Mapping[str, Sequence[tuple[str, int]]], wish: Asked) -> dict[str, tuple[Option, ...]]:
    words = labels.present()
    return {
        name: _options(name, tuple(counts.get(name, ())), tuple(wish.filters.get(name, ())), words)
        for name in FACET_NAMES
    }


# Kept under all that it is made of, so it cannot become stale before its words do.
@lru_cache(maxsize=OPTIONS_KEPT)
def _options(
    facet: str, counted: tuple[tuple[str, int], ...], chosen: tuple[str, ...], _words: labels.Words
) -> tuple[Option, ...]:
    known = {value for value, _count in counted}
    every = [*counted, *((value, 0) for value in chosen if value not in known)]
    if facet == "year":
        every.sort(key=lambda pair: pair[0], reverse=True)
    if facet == "cost":
        every.sort(key=lambda pair: COST_ORDER.get(pair[0], len(COST_ORDER)))
    return tuple(Option(value, labels.label(facet, value), count, value in chosen) for value, count in every)
