"""What is offered in the place of a detail reads well where it goes."""

import re

import pytest

from portal.submissions.identifying import findings
from tests.submissions.labelled import sentences


def accepted(text: str) -> str:
    """A text in which everything that the checker offers was accepted."""
    for one in reversed(findings(text)):
        text = text[: one.cut_from] + one.instead + text[one.cut_to :]
    return text


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("PC Smith told me.", "An officer told me."),
        ("It was PC Smith who told me.", "It was an officer who told me."),
        ("the PC Smith case", "the officer case"),
        ("We asked Sgt Jones and DC Khan.", "We asked a sergeant and a detective."),
        ("We asked DCI Marlowe and Ch Supt Obi.", "We asked a senior detective and a senior officer."),
        ("PCs Green and Black tested it.", "Officers tested it."),
        ("PC 4471 took the call.", "An officer took the call."),
        ("Sgt Jones's idea won.", "A sergeant's idea won."),
        ("PCSO Begum knows the shops.", "A PCSO knows the shops."),
        ("Then Mrs Jones rang, and Dr Hussain.", "Then a person rang, and a doctor."),
        ("Mr and Mrs Khan waited.", "A couple waited."),
        ("Cllr Patel asked, e.g. PC Smith.", "A councillor asked, e.g. an officer."),
        ("Thanks to Sarah Whitfield for it.", "Thanks to a person for it."),
        ("My colleague Tunde drew it.", "My colleague drew it."),
        ("A man called Wayne Tunstall answered.", "A man answered."),
        ("The victim, Shanice Campbell, was not told.", "The victim was not told."),
        ("The analyst was Kasia Nowak.", "The analyst was a person."),
        ("- PC Smith\n- Sgt Jones", "- An officer\n- A sergeant"),
        ("SGT JONES TOLD US ALL", "A SERGEANT TOLD US ALL"),
        ("It began on 3 May 2026.", "It began in May 2026."),
        ("On 03/05/2026 it rained.", "In May 2026 it rained."),
        ("On the night of 3rd May it rained.", "One night in May it rained."),
        ("By 12 Sept 2025 we had it.", "By September 2025 we had it."),
        ("The memo of 17.11.25 says no.", "The memo of November 2025 says no."),
        ("The form of 05/14/2023 is void.", "The form of May 2023 is void."),
        ("On Tuesday the 3rd we met.", "On a Tuesday we met."),
        ("On Boxing Day 2025 we had one car.", "In December 2025 we had one car."),
        ("Nothing worked between 3 and 5 May.", "Nothing worked in May."),
        ("I am a 47-year-old constable.", "I am a constable in their 40s."),
        ("A sergeant aged 58 wrote it.", "A sergeant in their 50s wrote it."),
        ("He was born on 14 March 1988.", "He was born in the 1980s."),
        ("We went to 14 Larch Grove and Flat 3.", "We went to an address and a flat."),
        ("My sergeant laughed.", "A sergeant laughed."),
        ("Ask our inspector.", "Ask an inspector."),
        ("On my shift we tried it.", "On the shift we tried it."),
        ("My wife is a nurse.", "A relative is a nurse."),
        ("In my 22 years of service I saw it.", "In my time I saw it."),
        ("After 15 years in the job I gave up.", "After some years in the job I gave up."),
        ("Since I joined in 2009 it is paper.", "Since I joined it is paper."),
        ("I am autistic and like lists.", "[about the author] and like lists."),
        ("Ring 07700 900123 now.", "Ring [phone number] now."),
        ("Her staff number 90210 opens it.", "Her [staff number] opens it."),
        ("NHS number 943 476 5919 was read.", "NHS number [NHS number] was read."),
        ("AB 12 34 56 C was typed.", "[National Insurance number] was typed."),
    ],
)
def test_what_is_offered_reads_well(text, then):
    assert accepted(text) == then


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("P**C** Sm_it_h went", "An officer went"),
        ("*Sgt* **Jones** went", "A sergeant went"),
        ("**PC Smith** went", "**An officer** went"),
        ("**the PC** Smith went", "**the officer** went"),
        ("we saw PC **Smith and** others", "we saw **an officer and** others"),
        ("**my colleague Tunde** went", "**my colleague** went"),
        ("see [the page](https://dave.example/x) now", "see the page now"),
        ("see <https://dave.example/x> now", "see [web address] now"),
        ("mail [a@b.example](mailto:a@b.example) now", "mail [email address] now"),
        ("![Badge](https://dave.example/s.png 'x') is it", "Badge is it"),
    ],
)
def test_what_is_left_is_markdown_still(text, then):
    assert accepted(text) == then


def test_what_was_accepted_is_not_marked_again():
    again = {}
    for part in ("tuned", "held_out"):
        for sentence in sentences(part):
            new = accepted(sentence.text)
            if sentence.details and findings(new):
                again[new] = [one.words for one in findings(new)]
    assert again == {}


def test_no_sentence_is_left_with_a_gap_or_a_wrong_article():
    wrong = re.compile(
        r"  | [,.;]|\ba [aeio]\w+er\b|\ban [bcdfgjklmnpqrstvwz]|\b(?:the|my|his|her) an? \b|\bon in\b"
        r"|\bin on\b"
    )
    for part in ("tuned", "held_out"):
        for sentence in sentences(part):
            new = accepted(sentence.text)
            assert wrong.search(sentence.text) or not wrong.search(new), new
