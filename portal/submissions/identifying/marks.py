"""Where a detail is cut out of Markdown, so that what is left is Markdown still.

Pure: standard library only.
"""

import re

_RUN = re.compile(r"[*_~`]+")
_FAR = 400  # characters looked back for the beginning of a link, and for what opened an emphasis
_DESTINATION = re.compile(r"\]\(\s{0,3}<?(?:mailto:|tel:)?\Z")
_LINK_ENDS = re.compile(r"[^\s()<>]{0,300}>?(?:\s{1,3}(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'))?\s{0,3}\)")


def whole_link(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The link whose address a detail stands in, from its first bracket to its last, and the words it shows."""
    if text[start - 1 : start] not in {"<", "(", ":"}:
        return None
    if text[start - 1 : start] == "<" and text[end : end + 1] == ">":
        return start - 1, end + 1, ""
    opens = _DESTINATION.search(text[max(0, start - 16) : start])
    closes = _LINK_ENDS.match(text, end) if opens else None
    if not opens or not closes:
        return None
    bracket = start - len(opens.group())
    begins = text.rfind("[", max(0, bracket - _FAR), bracket)
    if begins < 0 or "]" in text[begins:bracket]:
        return None
    shown = text[begins + 1 : bracket]
    return begins - (text[begins - 1 : begins] == "!"), closes.end(), shown


def with_marks(text: str, start: int, end: int) -> tuple[int, int, str, str]:
    """A part of a text with the marks of emphasis that belong to it: where it is, and what stays before and after it.

    "*Sgt* **Jones**" takes its outer marks with it; of "**the PC** Smith" the two stars stay, since they close what was
    opened before.
    """
    if not _RUN.search(text, start, end) or not _unmatched(text, start, end):
        return start, end, "", ""
    left, right = start, end
    while left > max(0, start - 6) and text[left - 1] in "*_~`":
        left -= 1
    while right < min(len(text), end + 6) and text[right] in "*_~`":
        right += 1
    for begun, ended in ((left, end), (start, right), (left, right)):
        if not _unmatched(text, begun, ended):
            return begun, ended, "", ""
    before = after = ""
    for place, run in _unmatched(text, start, end):
        if _closes(text, place, run, start):
            after += run
        else:
            before += run
    return start, end, before, after


def _unmatched(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """The marks between two places that are not opened and closed there."""
    opened: list[tuple[int, str]] = []
    for match in _RUN.finditer(text, start, end):
        run = match.group()
        inner = (
            text[match.start() - 1 : match.start()].isalnum()
            and text[match.end() : match.end() + 1].isalnum()
        )
        spaced = (
            text[match.start() - 1 : match.start()].isspace()
            and text[match.end() : match.end() + 1].isspace()
        )
        if spaced or (inner and run.strip("_") == ""):
            continue
        while run:
            if opened and run.startswith(opened[-1][1]):
                run = run[len(opened.pop()[1]) :]
            else:
                opened.append((match.start(), run))
                break
    return opened


def _closes(text: str, place: int, run: str, start: int) -> bool:
    after = text[place + len(run) : place + len(run) + 1]
    before = text[place - 1 : place]
    if before.isspace() != (not after.strip()):
        return not before.isspace()
    paragraph = text[max(0, start - _FAR) : start].rpartition("\n\n")[2]
    return paragraph.count(run) % 2 == 1
