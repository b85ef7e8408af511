"""How a question is understood in the light of what is there. Knows no engine.

Forms of words, beginnings, other ways of saying it, and what somebody may have meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from time import monotonic

from portal.library.search import EVERYBODY, Answer, Question, Similar
from portal.library.search.analysis import STOP_WORDS, fold, words
from portal.library.search.grammar import Parsed, Term, parse
from portal.library.search.leaf import Concept, Leaf, Way
from portal.library.search.ranking import View, answer, nearest

#: What the word itself counts is 1.
OTHER_FORM = 0.7
OTHER_WAY = 0.7
MOST_ENDINGS = 64
_ENDINGS_LOOKED_AT = 512
_NEAR_AT_ONCE = 32
#: Seconds after which a question is answered from the words read so far.
PATIENCE = 1.0
#: A question that finds fewer than this is looked at for slips.
SUSPICIOUS = 3

_SIMILAR_READ = 4_000
_SIMILAR_LOOKED_AT = 80
_SIMILAR_WORDS = 25
_WORD = re.compile(r"[^\W_](?:[^\W_]|['’‘ʼ`´＇])*")

TOO_HEAVY = "That question is a heavy one. Only its first words were used."


def ask(leaves: tuple[Leaf, ...], question: Question, patience: float = PATIENCE) -> Answer:
    """Answer a question from the leaves of an index."""
    parsed = parse(question.text)
    if parsed.hopeless or not question.tokens:
        return Answer(facets=dict.fromkeys(question.facets, ()), warning=parsed.warning)
    view = View.of(leaves, question.tokens, question.without)
    until = monotonic() + patience
    unwanted = [
        understood(view, term, question.synonyms.of([term]).get(term, ())) for term in parsed.unwanted
    ]
    others = question.synonyms.of(parsed.wanted)
    wanted: list[Concept] = []
    unknown: list[str] = []
    warning = parsed.warning
    for term in parsed.wanted:
        if wanted and monotonic() > until:
            warning = f"{warning} {TOO_HEAVY}" if warning else TOO_HEAVY
            break
        concept = understood(view, term, others.get(term, ()))
        wanted.append(concept)
        if len(term.words) == 1 and not view.holding(concept):
            unknown.append(term.words[0])
    found = answer(view, question, wanted, unwanted)
    suggestion = None
    if unknown and found.complete < SUSPICIOUS:
        suggestion = _corrected(question, unknown, leaves)
    also = dict.fromkeys(way for ways in others.values() for way in ways)
    return replace(
        found, terms=_marks(parsed, also), warning=warning, suggestion=suggestion, also=tuple(also)
    )


def understood(view: View, term: Term, others: Iterable[str] = ()) -> Concept:
    """All the ways in which what was asked for may be said: in other forms, and in these other words."""
    if term.beginning:
        return _endings(view, term.words[0])
    ways: dict[tuple[str, ...], float] = {term.words: 1.0}
    if not term.exact:
        for form in sorted(set().union(*(leaf.relatives(term.words[0]) for leaf in view.leaves))):
            ways.setdefault((form,), OTHER_FORM)
        for way in others:
            ways.setdefault(tuple(words(way)), OTHER_WAY)
    return tuple(ways.items())


def _endings(view: View, beginning: str) -> Concept:
    """The words that begin so, the shortest first, as far as a visible item holds them."""
    known = set().union(*(leaf.beginning_with(beginning) for leaf in view.leaves))
    shortest = sorted(known, key=lambda word: (len(word), word))[:_ENDINGS_LOOKED_AT]
    ways: list[Way] = []
    for start in range(0, len(shortest), MOST_ENDINGS):
        some: list[Concept] = [(((word,), 1.0),) for word in shortest[start : start + MOST_ENDINGS]]
        ways += [concept[0] for concept, count in zip(some, view.holdings(some), strict=True) if count]
        if len(ways) >= MOST_ENDINGS:
            break
    return tuple(ways[:MOST_ENDINGS]) or (((beginning,), 1.0),)


def _marks(parsed: Parsed, also: Iterable[str]) -> tuple[str, ...]:
    marks: dict[str, None] = {}
    for term in parsed.wanted:
        if term.beginning:
            marks[term.words[0] + "*"] = None
            continue
        marks.update(dict.fromkeys(term.words))
    for way in also:
        marks.update(dict.fromkeys(words(way)))
    return tuple(marks)


def _corrected(question: Question, unknown: Iterable[str], leaves: tuple[Leaf, ...]) -> str | None:
    """The question with its unknown words replaced by near ones that everybody may read, if there are any."""
    everybody = View.of(leaves, question.tokens & EVERYBODY, question.without)
    instead = {word: near for word in unknown if (near := _nearest_word(everybody, word))}
    if not instead:
        return None
    return _WORD.sub(lambda found: instead.get(fold(found[0]), found[0]), question.text[:512]).strip()


def _nearest_word(everybody: View, word: str) -> str | None:
    best: tuple[int, bool, int, str] | None = None
    found = sorted(set().union(*(leaf.spelling().near(word) for leaf in everybody.leaves)))
    for start in range(0, len(found), _NEAR_AT_ONCE):
        some = found[start : start + _NEAR_AT_ONCE]
        if best and some[0][0] > best[0]:
            break
        counts = everybody.holdings([(((near,), 1.0),) for _, near in some])
        for (slips, near), holding in zip(some, counts, strict=True):
            # a first letter is rarely the wrong one; of equally near words the one that more items hold
            key = (slips, near[0] != word[0], -holding, near)
            if holding and (best is None or key < best):
                best = key
    return best[3] if best else None


def alike(
    leaves: tuple[Leaf, ...], title: str, text: str, tokens: frozenset[str], limit: int
) -> tuple[Similar, ...]:
    """The items most like a title and a text. An item that held every telling word much would score 1."""
    if not tokens or limit < 1:
        return ()
    view = View.of(leaves, tokens)
    counts = Counter(words(title[:_SIMILAR_READ])) + Counter(words(title[:_SIMILAR_READ]))
    counts += Counter(words(text[:_SIMILAR_READ]))
    worth = [word for word in counts if len(word) > 2 and word not in STOP_WORDS]
    worth.sort(key=lambda word: (-counts[word] * len(word), word))
    telling: list[tuple[float, Concept, float]] = []
    worth = worth[:_SIMILAR_LOOKED_AT]
    concepts = [understood(view, Term((word,))) for word in worth]
    for word, concept, holding in zip(worth, concepts, view.holdings(concepts), strict=True):
        if holding:
            share = counts[word] / (counts[word] + 1)
            telling.append((share * view.weight(concept), concept, share))
    telling.sort(key=lambda one: (-one[0], one[1]))
    telling = telling[:_SIMILAR_WORDS]
    most = sum(weight for weight, _, _ in telling)
    best = nearest(view, [(concept, share) for _, concept, share in telling], min(limit, 100))
    return tuple(Similar(leaf.ids[number], round(score / most, 4)) for leaf, number, score in best if score)
