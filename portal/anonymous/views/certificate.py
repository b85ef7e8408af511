"""What a certificate of an anonymous post says, as a document."""

from collections.abc import Sequence
from datetime import date

from portal.anonymous.queries import Told
from portal.foundation.paper import Block, Document, Facts, Heading, Paragraph, Run, Table, Tone, plain
from portal.foundation.text import day_with_year

SHOWS = (
    "Whoever hands this over held the receipt of the post when it was made. It does not say who they are: that they "
    "say themselves, and this portal does not know it. Who wants more asks for the proof of filing, which only the "
    "holder of the receipt can make for one reader."
)
CHECKED = (
    "The file is stamped. Check it with the key of the portal, which stands on its page {key}, and the command "
    "“portal verify-proof FILE --key …”. Nobody learns that you did."
)


def certificate(
    *,
    title: str,
    portal: str,
    organisation: str,
    called: str,
    since: str,
    to: str,
    told: Sequence[Told],
    key_page: str,
) -> Document:
    """The certificate for one reader. ``since`` is the day on which the post was put in the library."""
    facts = [
        ("Posted at", organisation),
        ("Its author is called", called),
        ("In the library since", day_with_year(date.fromisoformat(since))),
        ("Made for", to),
    ]
    blocks: list[Block] = [
        Paragraph(plain(portal), Tone.CAPTION),
        Heading(1, plain("Certificate of contribution")),
        Paragraph((Run("A post without a name: "), Run(f"“{title}”", bold=True)), Tone.LEAD),
        Facts(tuple((name, plain(words)) for name, words in facts if words)),
    ]
    if told:
        rows = tuple(
            (
                plain(day_with_year(date.fromisoformat(one.iso))),
                plain(" ".join(filter(None, (one.sentence, one.words)))),
            )
            for one in told
        )
        blocks += [Heading(2, plain("What became of it")), Table((plain("Day"), plain("What")), rows)]
    blocks += [
        Heading(2, plain("What this shows")),
        Paragraph(plain(SHOWS)),
        Paragraph(plain(CHECKED.format(key=key_page))),
    ]
    return Document(f"Certificate: {title}", tuple(blocks), foot=portal)
