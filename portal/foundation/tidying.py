"""Texts from elsewhere, written for a web page or filled into a form, made into Markdown that reads well."""

import html
import re

_ELEMENTS = (
    "a abbr aside article b blockquote br button caption center cite code col colgroup dd details div dl dt em "
    "embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input kbd label li link main "
    "meta nav noscript object ol option p path picture pre s script section select small source span strong style "
    "sub summary sup svg table tbody td textarea tfoot th thead time title tr u ul video wbr"
).split()
_TAG = re.compile(rf"<(/?)({'|'.join(_ELEMENTS)})(\s[^<>]{{0,2000}})?/?>", re.IGNORECASE)
# What a page does not show, with its end. Looked for from end to end once, however often it begins.
_UNSEEN = tuple(
    (re.compile(begins, re.IGNORECASE), re.compile(ends, re.IGNORECASE))
    for begins, ends in (
        (r"<!--", r"-->"),
        *((rf"<{name}\b", rf"</{name}\s*>") for name in ("script", "style", "svg", "iframe")),
        (r"\{%-?\s*comment\s*-?%\}", r"\{%-?\s*endcomment\s*-?%\}"),
    )
)
_AS_IT_IS = re.compile(
    r"\{%-?\s*raw\s*-?%\}(?P<raw>.{0,3000}?)\{%-?\s*endraw\s*-?%\}|"
    r"^(?P<fence>`{3,8}(?!`)|~{3,8}(?!~)).*?^(?P=fence)[^\S\n]*$|(?<!`)(?P<ticks>`{1,3})(?!`)[^`\n]{1,500}(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_RAW_MARKS = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_KEPT = "\ue000{}\ue001"  # stands for a piece of code while the words around it are tidied
_IS_KEPT = re.compile("\ue000(\\d+)\ue001")
_TEMPLATE = re.compile(r"\{%.{0,1000}?%\}|\{\{.{0,500}?\}\}", re.DOTALL)
_PICTURE = re.compile(r"!\[[^\[\]]{0,500}\]\([^()\s]{0,500}(?:\s+\"[^\"]{0,300}\")?\)")
_LINK = re.compile(r"\[([^\[\]]{0,500})\]\(\s*([^()\s]{0,800})(?:\s+\"[^\"]{0,300}\")?\s*\)")
_LEADS_OUT = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_ANCHOR = re.compile(r"<a(\s[^<>]{0,2000})?>([^<>]{0,1000})</a\s*>", re.IGNORECASE)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset(
    "aside article blockquote caption details dd div dl dt figcaption figure footer form header main nav ol p "
    "section summary table ul".split()
)
# The headings of reports that were filled into a form: a line of its own above what was answered.
_ANSWERED = re.compile(
    r"(?:\A|(?<=\n\n))(Abstract|Background|Context|What happened|Driving event|Immediate action taken|Action taken|"
    r"Causes?|Lessons? learned|Recommendations?|Evidence|Outcomes?|Results?)\n(?=\S)"
)


def as_markdown(text: str) -> str:
    """The text without tags of pages and marks of templates, their sense kept where Markdown can say it.

    Code stays as it is. A picture, and a link that leads nowhere outside its own site, leave their words.
    """
    pieces: list[str] = []

    def keep(found: re.Match[str]) -> str:
        pieces.append(found["raw"] if found["raw"] is not None else _RAW_MARKS.sub("", found[0]))
        return _KEPT.format(len(pieces) - 1)

    text = re.sub("[\ue000\ue001]", "", text).replace("\xa0", " ").replace("\r\n", "\n")
    text = _AS_IT_IS.sub(keep, _seen(text))
    text = _PICTURE.sub("", _TEMPLATE.sub("", text))
    text = _LINK.sub(_as_link, text)
    text = _TAG.sub(_as_mark, _ANCHOR.sub(_as_anchor, text))
    text = _without_gaps(html.unescape(text))
    text = _ANSWERED.sub(r"## \1\n\n", text)
    return _IS_KEPT.sub(lambda found: pieces[int(found[1])], text).strip("\n")


def as_words(line: str) -> str:
    """One line, such as a title, without tags and marks of templates."""
    return html.unescape(_TAG.sub("", _TEMPLATE.sub("", line)))


def without_headings(markdown: str) -> str:
    """The paragraphs alone: what a summary is made from."""
    return "\n".join(line for line in markdown.splitlines() if not line.startswith("#")).strip()


def _seen(text: str) -> str:
    for begins, ends in _UNSEEN:
        kept, place = [], 0
        while (start := begins.search(text, place)) and (end := ends.search(text, start.end())):
            kept.append(text[place : start.start()])
            place = end.end()
        text = "".join([*kept, text[place:]])
    return text


def _as_link(found: re.Match[str]) -> str:
    return f"[{found[1]}]({found[2]})" if found[1].strip() and _LEADS_OUT.match(found[2]) else found[1]


def _as_anchor(found: re.Match[str]) -> str:
    words = " ".join(found[2].split())
    address = _HREF.search(found[1] or "")
    if (
        address is None
        or not words
        or not _LEADS_OUT.match(address[1])
        or "(" in address[1]
        or ")" in address[1]
    ):
        return words
    return f"[{words}]({html.unescape(address[1])})"


def _as_mark(found: re.Match[str]) -> str:
    closing, name = bool(found[1]), found[2].lower()
    if name in _MARKS:
        return _MARKS[name]
    if name in _CELLS:
        return " · " if closing else ""
    if name in {"br", "tr"}:
        return "  \n" if name == "br" or closing else ""
    if name == "li":
        return "\n" if closing else "\n- "
    if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        return "\n\n" if closing else f"\n\n{'#' * max(2, int(name[1]))} "
    if name == "hr":
        return "\n\n"
    return "\n\n" if name in _BLOCKS else ""


def _without_gaps(text: str) -> str:
    text = re.sub(r"(?m)(?: ·\s*)+$", "", text)  # the end of a row of cells
    text = re.sub(r"(?m)^[^\S\n]+$", "", text)
    return re.sub(r"\n{3,}", "\n\n", text)
