"""An item as a PDF to keep, print and hand on: what its page says to whoever asks, and nothing of their own.

What they said of it themselves, what colleagues asked, and how it compares with where they work stay on the page.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from flask import Response, current_app, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation.rules.reading import because_in_words
from portal.foundation import paper
from portal.foundation.access import reader, requires
from portal.foundation.keys import spoken
from portal.foundation.paper import Block, Document, Facts, Heading, Items, Paragraph, Tone, plain
from portal.library import queries, rules
from portal.library.rules.freshness import Standing
from portal.library.views import visiting
from portal.library.views.reading import item_page
from portal.library.views.room import pages
from portal.submissions.rules import file_name_shown_to

KEPT = 32  # documents, of at most some 200 kB each
PDF = "application/pdf"
SEALED = "default-src 'none'; sandbox"


@pages.get("/library/<reference>/pdf")
@requires("library.read", on=queries.item, visitors=True)
def printed(item: Any) -> ResponseReturnValue:
    """One item as a PDF, as far as its page is open to whoever asks."""
    known = reader() is not None
    document = _document(item, item_page(item) if known else visiting.shown(item), known=known)
    return handed_out(_made(document), f"{item.reference}.pdf")


def handed_out(content: bytes, name: str) -> Response:
    """A PDF as a download: no browser opens it as a page of ours, or keeps it where the next person finds it."""
    answer = send_file(BytesIO(content), mimetype=PDF, as_attachment=True, download_name=name)
    answer.headers["Content-Security-Policy"] = SEALED
    answer.headers["Cache-Control"] = "no-store"
    return answer


@lru_cache(maxsize=KEPT)
def _made(document: Document) -> bytes:
    """What is kept is kept under all that it says, so that it is handed to nobody for whom it was not made."""
    return paper.pdf(document)


def _document(item: Any, shown: Mapping[str, Any], *, known: bool) -> Document:
    address = visiting.whole(url_for("library.item", reference=item.reference))
    product = current_app.config["SETTINGS"].name
    blocks: list[Block] = [
        Paragraph(plain(", ".join(filter(None, (shown["kind"].name, shown["marker"])))), Tone.CAPTION),
        Heading(1, plain(item.title)),
    ]
    if item.summary:
        blocks.append(Paragraph(plain(item.summary), Tone.LEAD))
    blocks += (Paragraph(plain(line), Tone.NOTICE) for line in _notices(item, shown, known=known) if line)
    blocks.append(
        Facts(tuple((name, plain(str(words))) for name, words in _facts(item, shown, known=known) if words))
    )
    if known:
        blocks += _became(shown)
    for _name, heading, html in item.sections:
        blocks += [Heading(2, plain(heading)), *paper.from_html(html, home=visiting.whole(""))]
    if known:
        blocks += _needs(shown["conditions"])
        blocks += _files(item.submission)
    blocks += [
        Heading(2, plain("To cite it")),
        Paragraph(plain(f"{shown['citation']} {product}, {spoken(item.reference)}.")),
        Paragraph((paper.Run(address, href=address),)),
        Paragraph(
            plain("What became of it since, and whether it is still right, stands at that address."),
            Tone.QUIET,
        ),
    ]
    return Document(item.title, tuple(blocks), foot=f"{product} · {spoken(item.reference)}")


def _notices(item: Any, shown: Mapping[str, Any], *, known: bool) -> Iterator[str]:
    """What a reader should know before all else, in the words of the page."""
    fresh = shown["fresh"] if known else shown
    if known and item.submission.merged_into_id:
        leader = shown["leader"]
        yield "The same is said in another post, and this one was merged into it." + (
            f" Read that one: {leader.title}, {spoken(leader.reference)}." if leader else ""
        )
    if fresh["standing"] is Standing.RETIRED:
        because = fresh.get("because")
        yield f"Retired on {fresh['retired_on']}" + (f", because: {because}" if because else ".")
    elif fresh["standing"] is Standing.STALE:
        yield f"Nobody has said since {fresh['since']} that this is still right."
    if known:
        yield shown["trust_line"]
        yield because_in_words(item.submission.edited_because)
    elif shown["on_trust"]:
        yield "Published on trust: nobody has reviewed it yet."
    if item.declined:
        yield f"Not taken forward. {shown.get('why_declined') or ''}".strip()
    elif shown["outcome_label"]:
        own = shown["own_answer"]
        yield shown["outcome_label"] + (", as its author saw it." if own else ".")
    if known and shown["kept"] and not item.declined:
        yield shown["kept"].note


def _facts(item: Any, shown: Mapping[str, Any], *, known: bool) -> Iterator[tuple[str, str]]:
    author = shown["author"].words
    yield "From", item.organisation_name
    yield "By", author if author != item.organisation_name else ""
    if known:
        yield "Also by", "; ".join(dict.fromkeys(one.author.words for one in shown["joined"]))
    yield "In the library since", shown["published"]
    yield "Brought up to date", shown["changed"]
    yield "To read", f"{item.minutes} {'minute' if item.minutes == 1 else 'minutes'}"
    yield from shown["facts"]
    yield "Topics", ", ".join(name for _slug, name in item.topics)
    yield "Kind of evidence", f"{shown['evidence']}. {shown['evidence_in_words']}"
    if known:
        yield "What use has shown", shown["shown_by_use"]
    yield "For", rules.meant_for(item.visibility, item.organisation_name)
    yield "Reference", spoken(item.reference)


def _became(shown: Mapping[str, Any]) -> Iterator[Block]:
    """By whom it was used, who stopped again, and for whom it did not fit."""
    for heading, places in (
        ("Used by", shown["used_by"]),
        ("Stopped again by", shown["stopped_by"]),
        ("Where it did not fit", shown["misfits"]),
    ):
        if places:
            yield Heading(2, plain(heading))
            told = (" · ".join(filter(None, (one["who"], one["when"], one["words"]))) for one in places)
            yield Items(tuple(("•", (Paragraph(plain(one)),)) for one in told))


def _needs(conditions: Mapping[str, Any]) -> Iterator[Block]:
    if conditions["needs"] or conditions["areas"]:
        yield Heading(2, plain("What it needs, and where"))
    if conditions["needs"]:
        yield Items(tuple(("•", (Paragraph(plain(need)),)) for need in conditions["needs"]))
    if conditions["areas"]:
        yield Paragraph(plain(f"Tried in: {conditions['areas']}."))


def _files(post: Any) -> Iterator[Block]:
    """The files that stand beside it on its page: a PDF leads to them and does not hold them."""
    if not post.files_shared:
        return
    yield Heading(2, plain("Files"))
    rows = []
    for file in post.files_shared:
        href = visiting.whole(
            url_for("submissions.attachment", reference=post.reference, file=file.reference)
        )
        size = f" ({max(round(file.size / 1000), 1):,} kB)"
        name = paper.Run(file_name_shown_to(reader(), file), href=href)
        rows.append(("•", (Paragraph((name, *plain(size))),)))
    yield Items(tuple(rows))
