"""Ranks and grades: the vocabulary an instance begins with, and how a rank is recognised. Pure."""

import re
from typing import NamedTuple

from portal.people.rules import StaffGroup

HIGHEST_LEVEL = 99


class FirstGrade(NamedTuple):
    """A rank or grade that a new instance has. Administrators add, rename and reorder them."""

    name: str
    abbreviation: str
    staff_group: StaffGroup
    level: int


# Grades of one level are equals: nobody is a second-class author (requirement 87).
FIRST_GRADES = (
    FirstGrade("Police Support Volunteer", "", StaffGroup.VOLUNTEER, 1),
    FirstGrade("Police Community Support Officer", "PCSO", StaffGroup.PCSO, 2),
    FirstGrade("Police Constable", "PC", StaffGroup.OFFICER, 3),
    FirstGrade("Detective Constable", "DC", StaffGroup.OFFICER, 3),
    FirstGrade("Special Constable", "SC", StaffGroup.SPECIAL, 3),
    FirstGrade("Police Staff", "", StaffGroup.STAFF, 3),
    FirstGrade("Police Sergeant", "Sgt", StaffGroup.OFFICER, 4),
    FirstGrade("Detective Sergeant", "DS", StaffGroup.OFFICER, 4),
    FirstGrade("Special Sergeant", "S/Sgt", StaffGroup.SPECIAL, 4),
    FirstGrade("Team Leader", "", StaffGroup.STAFF, 4),
    FirstGrade("Inspector", "Insp", StaffGroup.OFFICER, 5),
    FirstGrade("Detective Inspector", "DI", StaffGroup.OFFICER, 5),
    FirstGrade("Special Inspector", "S/Insp", StaffGroup.SPECIAL, 5),
    FirstGrade("Manager", "", StaffGroup.STAFF, 5),
    FirstGrade("Chief Inspector", "Ch Insp", StaffGroup.OFFICER, 6),
    FirstGrade("Detective Chief Inspector", "DCI", StaffGroup.OFFICER, 6),
    FirstGrade("Senior Manager", "", StaffGroup.STAFF, 6),
    FirstGrade("Superintendent", "Supt", StaffGroup.OFFICER, 7),
    FirstGrade("Detective Superintendent", "Det Supt", StaffGroup.OFFICER, 7),
    FirstGrade("Chief Superintendent", "Ch Supt", StaffGroup.OFFICER, 8),
    FirstGrade("Head of Department", "", StaffGroup.STAFF, 8),
    FirstGrade("Assistant Chief Constable", "ACC", StaffGroup.OFFICER, 10),
    FirstGrade("Assistant Chief Officer", "ACO", StaffGroup.STAFF, 10),
    FirstGrade("Deputy Chief Constable", "DCC", StaffGroup.OFFICER, 11),
    FirstGrade("Chief Constable", "CC", StaffGroup.OFFICER, 12),
)

_NOT_WORDS = re.compile(r"[\W_]+")


def rank_key(rank: str) -> str:
    """A rank as it is recognised: "Sergeant", "police sergeant" and "Police  Sergeant" are one."""
    words = _NOT_WORDS.sub(" ", rank.casefold()).split()
    if len(words) == 2 and words[0] == "police" and words[1] != "staff":
        words = words[1:]
    return "".join(words)
