"""Words that mean the same: who keeps them, what can be said, and what policing says from the beginning. Pure.

Whoever looks for one way of saying a thing finds all of them (requirement row 137).
"""

from collections.abc import Sequence

from portal.foundation.errors import Refused
from portal.people.rules import SomePerson
from portal.submissions.rules.topics import may_keep_topics

WAYS_AT_MOST = 12
WAY_LENGTH = 60
WORDS_AT_MOST = 8

#: Each line a thing, and the ways in which policing says it.
FIRST: tuple[tuple[str, ...], ...] = (
    ("ASB", "anti-social behaviour", "antisocial behaviour"),
    ("DA", "domestic abuse", "domestic violence"),
    ("misper", "missing person", "missing people"),
    ("child", "children"),
    ("person", "people"),
    ("care home", "children's home", "residential home"),
    ("section 136", "s136", "s 136"),
    ("MHA", "Mental Health Act"),
    ("VAWG", "violence against women and girls"),
    ("CSE", "child sexual exploitation"),
    ("CCE", "child criminal exploitation"),
    ("CSA", "child sexual abuse"),
    ("RASSO", "rape and serious sexual offences"),
    ("FGM", "female genital mutilation"),
    ("HBA", "honour-based abuse", "honour-based violence"),
    ("MSHT", "modern slavery", "human trafficking"),
    ("SARC", "sexual assault referral centre"),
    ("MARAC", "multi-agency risk assessment conference"),
    ("MAPPA", "multi-agency public protection arrangements"),
    ("MASH", "multi-agency safeguarding hub"),
    ("IOM", "integrated offender management"),
    ("YOT", "youth offending team", "youth justice service"),
    ("DVPN", "domestic violence protection notice"),
    ("DVPO", "domestic violence protection order"),
    ("OOCD", "out-of-court disposal", "out-of-court resolution"),
    ("RUI", "released under investigation"),
    ("ABE", "achieving best evidence"),
    ("PACE", "Police and Criminal Evidence Act"),
    ("CPS", "Crown Prosecution Service"),
    ("OCG", "organised crime group"),
    ("ROCU", "regional organised crime unit"),
    ("NCA", "National Crime Agency"),
    ("NPCC", "National Police Chiefs' Council"),
    ("PCC", "police and crime commissioner"),
    ("IOPC", "Independent Office for Police Conduct"),
    ("PSD", "professional standards department"),
    ("APP", "authorised professional practice"),
    ("CPD", "continuing professional development"),
    ("POP", "problem-oriented policing", "problem solving"),
    ("NPT", "neighbourhood policing team", "safer neighbourhood team"),
    ("PCSO", "police community support officer"),
    ("SIO", "senior investigating officer"),
    ("OIC", "officer in the case"),
    ("FLO", "family liaison officer"),
    ("FCR", "force control room", "contact centre"),
    ("RCRP", "Right Care, Right Person"),
    ("BWV", "body-worn video", "body-worn camera"),
    ("ANPR", "automatic number plate recognition"),
    ("RTC", "road traffic collision", "road traffic accident"),
    ("OST", "officer safety training", "personal safety training"),
    ("CED", "taser", "conducted energy device"),
    ("secondment", "placement"),
)


def may_keep_synonyms(person: SomePerson) -> bool:
    """Whether the person says which words mean the same: whoever keeps the topics."""
    return may_keep_topics(person)


def may_change_synonyms(person: SomePerson, _synonyms: object) -> bool:
    """Whether the person may change these."""
    return may_keep_synonyms(person)


def checked_ways(typed: str) -> tuple[str, ...]:
    """The ways of saying a thing, one a line, as they are kept. Raises ``Refused`` for what cannot be."""
    ways = tuple(dict.fromkeys(" ".join(line.split()) for line in typed.splitlines() if line.strip()))
    if len(ways) < 2:
        raise Refused("Write two ways of saying it or more, each on a line of its own.", field="ways")
    if len(ways) > WAYS_AT_MOST:
        raise Refused(f"Write at most {WAYS_AT_MOST} ways of saying it.", field="ways")
    for way in ways:
        if len(way) > WAY_LENGTH or len(way.split()) > WORDS_AT_MOST:
            raise Refused(
                f"“{way[:WAY_LENGTH]}” is too long: use at most {WORDS_AT_MOST} words and {WAY_LENGTH} characters.",
                field="ways",
            )
    return ways


def in_words(ways: Sequence[str]) -> str:
    """The ways of saying a thing, on one line."""
    return ", ".join(ways)
