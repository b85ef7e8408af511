"""What a statement and a certificate say, as documents. Each says how whoever is handed it checks that it is true."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.foundation.keys import spoken
from portal.foundation.paper import Block, Document, Facts, Heading, Paragraph, Run, Table, Tone, plain
from portal.foundation.text import day_with_year
from portal.recognition.rules.record import MARK_MEANS, MARK_NAMES, Deed, by_mark

CHECKED = (
    "The file itself is stamped. Whoever was handed it checks that nothing in it was changed with the key of the "
    "portal, which stands at {key}, and the command “portal verify-proof FILE --key …”. Nobody learns that they did."
)
NOTHING = "Nothing is on record for this time."
NO_BOARD = (
    "Nothing here is counted or ranked: to help, to adopt and to stop something count as much as to begin it."
)


def statement_as_document(
    found: Any, *, person: str, organisation: str, period: str, portal: Mapping[str, str]
) -> Document:
    """The statement of one person, for a review, a promotion or their professional development."""
    title = f"Record of contribution: {person}"
    blocks: list[Block] = [
        Paragraph(plain(portal["name"]), Tone.CAPTION),
        Heading(1, plain(title)),
        Facts((("Name", plain(person)), ("Works at", plain(organisation)), ("Period", plain(period)))),
        Paragraph(plain(NO_BOARD)),
    ]
    for mark, deeds in by_mark(found.deeds):
        blocks += [
            Heading(2, plain(MARK_NAMES[mark])),
            Paragraph(plain(MARK_MEANS[mark]), Tone.QUIET),
            _table(deeds),
        ]
    blocks += _thanks(found.thanks, named=True)
    if not found.deeds and not found.thanks:
        blocks.append(Paragraph(plain(NOTHING)))
    return Document(title, (*blocks, *_checking(portal)), foot=f"{portal['name']} · {title}")


def certificate_as_document(
    deeds: Sequence[Deed],
    thanks: Sequence[Any],
    *,
    title: str,
    names: str,
    organisation: str,
    used_by: Sequence[str],
    address: str,
    portal: Mapping[str, str],
    today: str,
) -> Document:
    """That somebody wrote one post, and what became of it."""
    blocks: list[Block] = [
        Paragraph(plain(portal["name"]), Tone.CAPTION),
        Heading(1, plain("Certificate of contribution")),
        Paragraph((Run(names, bold=True), Run(" wrote "), Run(f"“{title}”", bold=True), Run(".")), Tone.LEAD),
        Facts(
            (
                ("Written at", plain(organisation)),
                *(
                    (f"{MARK_NAMES[one.mark]} on", plain(f"{day_with_year(one.on)}. {one.confirmed}."))
                    for one in deeds
                ),
                *((("Taken up by", plain("; ".join(used_by))),) if used_by else ()),
                ("It stands at", (Run(address, href=address),)),
                ("As of", plain(today)),
            )
        ),
        *_thanks(thanks, named=False),
    ]
    return Document(f"Certificate: {title}", (*blocks, *_checking(portal)), foot=portal["name"])


def _table(deeds: Sequence[Deed]) -> Table:
    head = (plain("Day"), plain("What"), plain("Confirmed"))
    return Table(
        head,
        tuple(
            (
                plain(day_with_year(one.on)),
                plain(f"{one.what} ({spoken(one.reference)})" if one.reference else one.what),
                plain(one.confirmed),
            )
            for one in deeds
        ),
    )


def _thanks(thanks: Sequence[Any], *, named: bool) -> list[Block]:
    if not thanks:
        return []
    rows = []
    for one in thanks:
        of = f" For “{one.submission.title}”." if named else ""
        rows.append((plain(day_with_year(one.said_on)), plain(one.leader), plain(f"{one.words}{of}")))
    return [
        Heading(2, plain("Thanked by")),
        Table((plain("Day"), plain("Who"), plain("In their words")), tuple(rows)),
    ]


def _checking(portal: Mapping[str, str]) -> list[Block]:
    return [
        Heading(2, plain("How to check this")),
        Paragraph(plain(CHECKED.format(key=portal["key"]))),
    ]
