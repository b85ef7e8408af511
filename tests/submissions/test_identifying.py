import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.submissions.identifying import ADVICE, Kind, findings
from tests.foundation.hostile import INPUTS, slow_strings
from tests.submissions.identifying_examples import MARKED, UNMARKED


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in MARKED.items() for text in texts])
def test_what_is_marked(kind, text):
    before, words, after = text.replace("»", "«").split("«")
    marked = [finding for finding in findings(before + words + after) if finding.kind is kind]
    assert [(finding.words, finding.start, finding.end) for finding in marked] == [
        (words, len(before), len(before) + len(words))
    ]
    assert marked[0].why == ADVICE[kind].why
    assert marked[0].suggestion == ADVICE[kind].suggestion


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in UNMARKED.items() for text in texts]
)
def test_what_is_not_marked(kind, text):
    assert [finding.words for finding in findings(text) if finding.kind is kind] == []


def test_every_kind_is_tried_and_explained():
    assert set(MARKED) == set(UNMARKED)
    assert set(ADVICE) == set(Kind)
    assert min(len(texts) for texts in MARKED.values()) >= 12
    assert min(len(texts) for texts in UNMARKED.values()) >= 8
    for advice in ADVICE.values():
        assert advice.why.endswith(".")
        assert advice.suggestion.endswith(".")


def test_a_paragraph_of_police_writing():
    text = (
        "On 3rd May PC 4471 Smith and my sergeant went to 12 High Street, M1 1AE (CAD 1234 of 3 May). "
        "The driver of AB12 CDE, Mr Jones, DOB 01/02/1990, gave 07700 900123 and j@b.example."
    )
    assert [(finding.kind.value, finding.words) for finding in findings(text)] == [
        ("date", "On 3rd May"),
        ("name", "PC 4471 Smith"),
        ("author", "my sergeant"),
        ("address", "12 High Street"),
        ("postcode", "M1 1AE"),
        ("reference", "CAD 1234 of 3 May"),
        ("vehicle", "AB12 CDE"),
        ("name", "Mr Jones"),
        ("birth_date", "DOB 01/02/1990"),
        ("phone", "07700 900123"),
        ("email", "j@b.example"),
    ]


@pytest.mark.parametrize("who", ["PC 3327", "Sgt Jones", "DI O'Neill", "Mrs Khan", "Chief Inspector Brown"])
def test_a_place_beside_a_day_ends_before_somebody(who):
    text = f"On 14 March 2026 in Tannersrow {who} found her."
    assert [finding.words for finding in findings(text)] == ["On 14 March 2026", "Tannersrow", who]


def test_a_post_without_details_has_no_marks():
    text = (
        "We moved the handover meeting to the start of the shift. Officers write three lines on a board: "
        "what is open, who has it, and what is needed next. Over 12 weeks in spring 2026 the number of jobs "
        "passed on without an owner fell from 24 to 7, about 70%. It costs nothing. It needs a sergeant who "
        "asks for it every day, and an A4 sheet."
    )
    assert findings(text) == []


@given(
    st.text(st.sampled_from("PC Smith's 0712345/.-@AB«é\nof May St"), max_size=200) | st.text(max_size=100)
)
def test_marks_lie_in_the_text_in_order_without_overlap(text):
    place = 0
    for finding in findings(text):
        assert place <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.words
        place = finding.end


HOSTILE = slow_strings(10_000) | {
    "ranks": "Detective Chief Acting Temporary " * 300,
    "names": "PC " + "A. B. " * 1600,
    "one name": "PC " + "A" * 10_000,
    "addresses": "12 High Low " * 800,
    "addresses without end": "1 " + "Aa " * 3300,
    "phones": "0 1 2 (3) " * 1000,
    "digits": "0" + "1" * 10_000,
    "dates": "on the night of " * 625,
    "references": "crime record report " * 500,
    "references and letters": "CAD " + "1a" * 5000,
    "accounts": "instagram account name " * 430,
    "mine": "my own detective section " * 400,
    "only": "I am the only " * 700,
    "years": "in my many years " * 580,
    "details": "PC 4471 Smith AB12 CDE M1 1AE 3 May 07700 900123 " * 200,
}


def seconds_for(text):
    began = time.process_time()
    findings(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_linear_time(name):
    text = HOSTILE[name]
    # The least of three: the collection of garbage or another process may have been in the way.
    once = min(seconds_for(text) for _time in range(3))
    assert min(seconds_for(text * 4) for _time in range(2)) < 8 * once + 0.05, "more than its length says"
    assert once < 1


@pytest.mark.skipif(not INPUTS.exists(), reason="the hostile inputs are not beside this clone")
def test_search_bombs_are_read_in_good_time():
    for entry in json.loads((INPUTS / "generated/search_bombs.json").read_text()):
        text = json.dumps(entry)
        assert min(seconds_for(text), seconds_for(text)) < 0.5 * max(len(text) / 10_000, 1)
