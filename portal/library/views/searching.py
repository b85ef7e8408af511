"""The page on which the library is searched."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.foundation.access import may, reader, requires
from portal.library import queries, rules
from portal.library.queries import Asked, Found
from portal.library.search import FACETS, Sort
from portal.library.views.room import filter_of, line_of, pages, place_of

OPEN_FILTERS = 4
PAGES_KEPT = 128


def asked_here() -> Asked:
    """What the address of this request asks of the library."""
    typed = request.args.to_dict(flat=False)
    return queries.asked(
        filters={facet: typed[facet] for facet in FACETS if facet in typed},
        **{name: typed[name][0] for name in ("q", "sort", "match", "page", "per_page") if name in typed},
    )


def address(endpoint: str, wish: Asked, *, page: int = 1, sort: str = "", q: str | None = None) -> str:
    """Where a search is: every state of it has an address that can be sent to a colleague."""
    words = wish.q if q is None else q
    parts: dict[str, Any] = {facet: list(values) for facet, values in wish.filters.items() if values}
    sort = sort or (wish.sort or "")
    turned = str(page) if page > 1 else ""
    parts |= {name: value for name, value in (("q", words), ("sort", sort), ("page", turned)) if value}
    return f"{place_of(endpoint)}?{urlencode(parts, doseq=True)}" if parts else place_of(endpoint)


@pages.get("/library")
@requires("library.search", visitors=True)
def search() -> ResponseReturnValue:
    """Find what was tried, what worked, what failed, and whom to ask."""
    found = queries.search(reader(), asked_here())
    if not found.total and not found.suggestion and not any(found.asked.filters.values()):
        g.found_nothing_for = found.asked.q  # counted elsewhere, with nobody
    return render_template(
        "library/search.html",
        wish=found.asked,
        feed=address("feeds.library", found.asked),
        feed_json=address("feeds.library_json", found.asked),
        shown=_shown(found, place_of("submissions.share") if may("submission.share") else ""),
    )


# The same for all for whom the same was found, a moment ago or now: kept under all that it shows.
@lru_cache(maxsize=PAGES_KEPT)
def _shown(found: Found, share: str) -> Markup:
    """What was found, with its filters and the ways on. ``share`` is where the reader may share, if they may."""
    wish = found.asked
    made = current_app.jinja_env.get_template("library/found.html").render(
        found=found,
        wish=wish,
        complete=[line_of(card._replace(score=0.0)) for card in found.cards if not card.partial],
        partial=[line_of(card._replace(score=0.0)) for card in found.cards if card.partial],
        facets=[
            filter_of(name, facet, found.facets[facet], number < OPEN_FILTERS)
            for number, (facet, name) in enumerate(rules.FACET_NAMES.items())
        ],
        chosen=list(_chosen(found)),
        sorts=_sorts(wish),
        hidden=_hidden(wish),
        with_filters=_filters(wish),
        library=place_of("library.search"),
        clear=address("library.search", Asked(q=wish.q)),
        feed=address("feeds.library", wish),
        feed_json=address("feeds.library_json", wish),
        embedded=current_app.config["SETTINGS"].url
        + address("library.embedded", Asked(wish.q, wish.filters)),
        corrected=address("library.search", wish, q=found.suggestion) if found.suggestion else "",
        ways_out=[(address("library.search", wider), words, count) for wider, words, count in found.ways_out],
        at=lambda number: address("library.search", wish, page=number),
        share=share,
        ask=address("following.ask_for", Asked(wish.q, wish.filters)),
    )
    return Markup(made)  # noqa: S704 - a template escapes


def _chosen(found: Found) -> Iterator[Mapping[str, str]]:
    for facet, options in found.facets.items():
        for option in options:
            if option.chosen:
                fewer = found.asked.without(facet, option.value)
                yield {"label": option.label, "href": address("library.search", fewer)}


def _sorts(wish: Asked) -> list[Mapping[str, Any]]:
    return [
        {"label": name, "href": address("library.search", wish, sort=sort), "current": wish.order == sort}
        for sort, name in rules.ORDER_NAMES.items()
        if wish.q or sort != Sort.RELEVANCE
    ]


def _filters(wish: Asked) -> list[tuple[str, str]]:
    """What a new search keeps of this one: the filters, and the order."""
    kept = [(facet, value) for facet, values in wish.filters.items() for value in values]
    return [*kept, ("sort", wish.sort)] if wish.sort else kept


def _hidden(wish: Asked) -> list[tuple[str, str]]:
    return [(name, value) for name, value in (("q", wish.q), ("sort", wish.sort or "")) if value]
