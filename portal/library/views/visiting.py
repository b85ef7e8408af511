"""What visitors read who are not signed in: what is approved for the public, and what leads search engines to it.

An item's page for them says only what is named here: what colleagues ask, answer and tell each other about a post was
not written for the public, and nobody approved it for them.
"""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as Xml

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.foundation import clock
from portal.foundation.access import open_to_visitors, public, reader, requires
from portal.foundation.text import day_with_year
from portal.library import queries, rules
from portal.library.rules import freshness
from portal.library.views.room import alike_row, pages, place_of
from portal.library.views.xml import answer, put
from portal.submissions.kinds import KINDS
from portal.submissions.rules import AuthorShown, author_shown_to

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LONGEST_WAY_BACK = 2000  # what is longer was no search of a person's, and would make the page as long again
SITEMAP_LENGTH = 50_000  # addresses that one file may hold, by the rules of sitemaps.org


def shown(item: Any) -> Mapping[str, Any]:
    """What an item's page shows to visitors."""
    post = item.submission
    author, details = author_shown_to(None, post), queries.details_of(item)
    kept = rules.outcome_shown(item.declined, item.outcome, item.result)
    own_answer = "" if kept else rules.as_its_author_saw_it(item.kind, details)
    return {
        "item": item,
        "kind": KINDS[item.kind],
        "marker": rules.MARKER_NAMES.get(item.marker, ""),
        "on_trust": post.on_trust,
        "standing": freshness.shown_standing(item.review_on, item.retired_on, clock.today()),
        "retired_on": day_with_year(item.retired_on) if item.retired_on else "",
        "since": day_with_year(item.confirmed_on),
        "author": author,
        "outcome": kept or own_answer,
        "outcome_label": rules.outcome_in_words(item.kind, kept or own_answer),
        "own_answer": own_answer,
        "facts": list(rules.facts_of(item.kind, details)),
        "evidence": rules.label_of("evidence", item.evidence),
        "evidence_in_words": rules.EVIDENCE_IN_WORDS.get(item.evidence, ""),
        "published": day_with_year(item.published_on),
        "changed": day_with_year(item.changed_on) if item.changed_on != item.published_on else "",
        "related": [alike_row(one) for one in queries.related(None, item)],
        "citation": citation(item, author),
        "canonical": whole(url_for("library.item", reference=item.reference)),
        "sign_in": url_for("people.sign_in", next=url_for("library.item", reference=item.reference)),
    }


def citation(item: Any, author: AuthorShown) -> str:
    """How an item is cited: who wrote it as far as the reader is told, the year and the title."""
    by = f"{author.names} ({item.organisation_name})" if author.names else item.organisation_name
    return f"{by}, {item.published_on.year}. {item.title.rstrip('.')}."


def whole(path: str) -> str:
    """An address with its host, as it is written outside of the portal."""
    return str(current_app.config["SETTINGS"].url) + path


@pages.app_template_global()
def whole_address(reference: str) -> str:
    """The address of an item as a colleague is sent it. It opens for whoever may read it."""
    return whole(url_for("library.item", reference=reference))


@pages.app_template_global()
def for_visitors() -> Mapping[str, str] | None:
    """Where whoever is not signed in goes on from a page of the library; nothing for all others."""
    if reader() is not None:
        return None
    here = request.full_path.rstrip("?")
    return {
        "sign_in": url_for("people.sign_in", next=here if len(here) <= LONGEST_WAY_BACK else request.path)
    }


@pages.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    """What search engines may look at: the public items, and not every search of them."""
    lines = ["User-agent: *", "Disallow: /"]
    if open_to_visitors():
        library = place_of("library.search")
        lines[1:1] = [f"Allow: {library}", f"Disallow: {library}?"]
        lines += [f"Sitemap: {whole(url_for('library.sitemap'))}"]
    return Response("\n".join([*lines, ""]), mimetype="text/plain")


@pages.get("/sitemap.xml")
@requires("library.search", visitors=True)
def sitemap() -> ResponseReturnValue:
    """The public items, for search engines; where there are many, the files that list them."""
    part = request.args.get("part", "")
    count = queries.how_many_public()
    if not part and count > SITEMAP_LENGTH:
        top = Xml.Element("sitemapindex", xmlns=SITEMAP)
        for number in range(-(-count // SITEMAP_LENGTH)):
            address = whole(url_for("library.sitemap", part=number))
            put(Xml.SubElement(top, "sitemap"), "loc", address)
        return answer(top, "application/xml")
    if part and not (part.isascii() and part.isdigit() and len(part) < len(str(SITEMAP_LENGTH))):
        raise NotFound
    top = Xml.Element("urlset", xmlns=SITEMAP)
    for reference, changed_on in queries.public_items(int(part or 0) * SITEMAP_LENGTH, SITEMAP_LENGTH):
        entry = Xml.SubElement(top, "url")
        put(entry, "loc", whole(url_for("library.item", reference=reference)))
        put(entry, "lastmod", changed_on.isoformat())
    return answer(top, "application/xml")
