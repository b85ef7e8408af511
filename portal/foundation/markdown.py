"""Markdown, as people type it, made into clean HTML for pages and into plain text for everything else."""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from portal.foundation.sanitise import sanitise
from portal.foundation.text import BadText

MARKDOWN_AT_MOST = 80_000  # characters; the longest real report measured has 47,581
BRACKETS_AT_MOST = 8_000  # each may open a link, and looking for its end is what costs
CELLS_AT_MOST = 40_000  # the parser fills short rows up to the widest
NESTING_AT_MOST = 20
FIRST_HEADING = 3  # the page has its own h1, and h2 above each part
LAST_HEADING = 6


def to_html(markdown: str) -> str:
    """Clean HTML of Markdown, safe to put into a page as it is.

    Raw HTML is shown as it was typed, headings stand below the page's own, pictures from elsewhere
    become links. Work for publication, not for every view: 50 kB take some 100 ms.

    Raises BadText where the text is too long, too nested or has too much formatting.
    """
    return sanitise(str(_parser.renderer.render(_tokens(markdown), _parser.options, {})))


def to_plain(markdown: str, *, addresses: bool = False) -> str:
    """Readable text without marks, for the search index, snippets and mail.

    With ``addresses`` each link is followed by where it leads, as mail needs it.

    Raises BadText where the text is too long or too nested to be read in good time.
    """
    lines: list[str] = []
    lists: list[int | None] = []  # the next number of each open list; None where it has no numbers
    prefix = ""
    for token in _tokens(markdown):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close", "table_close"):
            if token.type != "table_close":
                lists.pop()
            if not lists:
                lines.append("")
        elif token.type == "list_item_open":
            number = lists[-1]
            prefix = "  " * (len(lists) - 1) + ("- " if number is None else f"{number}. ")
            lists[-1] = None if number is None else number + 1
        elif token.type in ("inline", "code_block", "fence"):
            words = _words(token.children or (), addresses) if token.type == "inline" else token.content
            cell = token.meta.get("cell")
            if cell == "later":
                lines[-1] += f" | {words}"
            else:
                lines.append(prefix + words.rstrip("\n"))
            prefix = ""
            if not cell and not lists:
                lines.append("")
    return _without_double_gaps(lines)


def _tokens(markdown: str) -> list[Token]:
    if len(markdown) > MARKDOWN_AT_MOST:
        raise BadText("The text is too long. Shorten it, or attach the long part as a file.")
    lines = markdown.splitlines()
    cells = len(lines) * max((line.count("|") for line in lines), default=0)
    if markdown.count("[") > BRACKETS_AT_MOST or cells > CELLS_AT_MOST:
        raise BadText(
            "The text has too many links or too big a table to be shown. Attach it as a file instead."
        )
    tokens = _parser.parse(markdown)
    if any(token.level >= NESTING_AT_MOST - 1 for token in tokens):  # the parser leaves out what is deeper
        raise BadText("The text has lists or quotations too deep inside each other. Use fewer levels.")
    return tokens


def _words(tokens: Sequence[Token], addresses: bool) -> str:
    words: list[str] = []
    address = ""
    for token in tokens:
        if token.type in ("text", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n" if token.type == "hardbreak" else " ")
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close" and addresses and address and words[-1:] != [address]:
            words.append(f" ({address})")
    return "".join(words)


def _without_double_gaps(lines: Sequence[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def _headings_below(state: StateCore) -> None:
    """The ranks used, made consecutive from h3: a reader's outline has no steps left out."""
    headings = [token for token in state.tokens if token.type in ("heading_open", "heading_close")]
    ranks = sorted({token.tag for token in headings})
    for token in headings:
        token.tag = f"h{min(FIRST_HEADING + ranks.index(token.tag), LAST_HEADING)}"
    kept: list[Token] = []
    for token in state.tokens:
        if token.type == "heading_close" and not kept[-1].content.strip():
            del kept[-2:]  # a heading without words says nothing, and a screen reader says "heading"
        else:
            kept.append(token)
    state.tokens[:] = kept


def _pictures_as_links(state: StateCore) -> None:
    """A picture on another server would tell that server who reads; a link asks first."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = list(_linked(token.children))


def _linked(tokens: Sequence[Token]) -> Iterator[Token]:
    in_link = False
    for place, token in enumerate(tokens):
        if token.type == "link_open":
            in_link = True
            yield token
            if tokens[place + 1].type == "link_close":  # nothing to click on: show where it leads
                yield _text(str(token.attrs.get("href", "")))
        elif token.type == "image":
            words = _words(list(_linked(token.children or ())), False) or "Picture"
            if in_link:
                yield _text(words)
            else:
                yield Token("link_open", "a", 1, attrs={"href": token.attrs.get("src", "")})
                yield _text(words)
                yield Token("link_close", "a", -1)
        else:
            in_link = in_link and token.type != "link_close"
            yield token


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _tables(state: StateCore) -> None:
    """Column headings say so; cells are known as cells; no inline style, which the pages' rules forbid."""
    for place, token in enumerate(state.tokens):
        if token.type in ("th_open", "td_open"):
            token.attrs = {"scope": "col"} if token.type == "th_open" else {}
            first = state.tokens[place - 1].type == "tr_open"
            state.tokens[place + 1].meta["cell"] = "first" if first else "later"


def _made_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": NESTING_AT_MOST})
    parser.enable(["table", "strikethrough"])
    parser.core.ruler.push("headings_below", _headings_below)
    parser.core.ruler.push("pictures_as_links", _pictures_as_links)
    parser.core.ruler.push("tables", _tables)
    return parser


_parser = _made_parser()
