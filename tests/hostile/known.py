"""Who is who in the world, and who knows of what in it: the sets that the permission matrix is written with."""

from tests.hostile.world import SHARINGS

AUTHORS = {"author", "co_author"}
LEADS = {"lead", "importer"}
TEAM = AUTHORS | {"same_unit", "head"}
HERE = TEAM | LEADS | {
    "same_force", "head_above", "data_officer", "standards", "communications", "topic_lead", "administrator",
    "guardian", "second_guardian",
}  # fmt: skip
THERE = {"other_force", "other_head", "other_lead", "other_administrator", "curator"}
REGION = HERE | {"neighbour", "system"}
FORCES = REGION | THERE
STAFF = FORCES | {"partner", "reading_partner"}
ROLES = STAFF | {"nobody", "leaver"}
GUARDIANS = {"guardian", "second_guardian"}
ADMINISTRATORS = {"administrator", "other_administrator", "system"}
SYSTEM = {"system"}
ANSWER_FOR_LIBRARY = LEADS | {"data_officer", "standards", "communications"}  # row 24
LEADERS = LEADS | {"other_lead", "head", "head_above", "other_head"}
ADMINISTER_HERE = {"administrator", "system"}

# Who may know of a post, by its state, and read it on its own page.
KNOW: dict[str, set[str]] = {
    "draft": AUTHORS,
    "waiting": AUTHORS | LEADS | {"head"},
    "at_lead": AUTHORS | LEADS | {"head"},
    "at_officer": AUTHORS | LEADS | {"head", "data_officer"},
    "returned": AUTHORS | LEADS | {"head"},
    "declined": AUTHORS | LEADS | {"head"},
    "listed": AUTHORS | LEADS | {"head"},
    "withdrawn": AUTHORS | LEADS,
    "withdrawn_draft": AUTHORS,  # it never left its author's hands
    "of_head": LEADS | {"head", "head_above"},
    "imported": LEADS,
    "merged": AUTHORS | LEADS | {"head"},
    **{f"for_{how_far}": AUTHORS | LEADS | {"head"} for how_far in SHARINGS},
}
EDIT = dict.fromkeys(("draft", "returned", "declined", "listed"), AUTHORS) | {"imported": {"importer"}}
WITHDRAW = {
    name: {"author"}
    for name in ("draft", "waiting", "at_lead", "at_officer", "returned", "declined", "listed")
}
WITHDRAW |= {"of_head": {"head"}, "imported": {"importer"}}
LIST = {"declined": {"author"}, "listed": {"author"}}
SEND = {name: {"author"} for name in ("draft", "returned", "declined", "listed")} | {"imported": {"importer"}}
SENDS = {
    "of_head": {"head"},
    "imported": {"importer"},
}  # of all others the author, who is told where it is too late

# Who is asked at each step, the first one first: they may answer while it is open, and are told when it is over.
ASKED: dict[str, list[set[str]]] = {
    "waiting": [{"head"}, LEADS],
    "at_lead": [{"head"}, LEADS],
    "at_officer": [{"head"}, LEADS, {"data_officer"}],
    "returned": [{"head"}, LEADS],
    "declined": [{"head"}, LEADS],
    "listed": [{"head"}, LEADS],
    "withdrawn": [{"head"}, LEADS],
    "of_head": [{"head_above"}, LEADS],
    "for_policing": [{"head"}, LEADS],
    "merged": [{"head"}, LEADS],
}
OPEN = {("waiting", 0), ("at_lead", 1), ("at_officer", 2), ("of_head", 0)}
AHEAD = {("waiting", 1), ("of_head", 1), ("returned", 1), ("declined", 1), ("listed", 1), ("withdrawn", 1)}
WROTE = {"of_head": {"head"}}

# Who finds an item of the library.
READ: dict[str, set[str]] = {
    "for_unit": TEAM,
    "for_force": HERE,
    "for_region": REGION,
    "for_policing": FORCES | {"reading_partner"},
    "for_public": STAFF,
    "listed": FORCES | {"reading_partner"},
    "merged": FORCES | {"reading_partner"},
}
OPEN_ITEMS = frozenset(READ) - {"listed", "merged"}  # to what readers say of them
CURATE = LEADS | {"curator"}
NOT_IN_LIBRARY = tuple(name for name in KNOW if name not in READ)
WITH_FILE = ("draft", "returned", "for_policing", "for_unit")
# How an item goes on is said by an innovation lead, or by whoever its owner is: here that is the lead too.
SAYS_HOW_IT_GOES_ON = (
    "library.progress_still", "library.progress_owner", "library.progress_note", "library.milestones",
    "library.milestone_said",
)  # fmt: skip
# What the head of the team wrote down of it: the head above and the leads there say if it is right.
CONFIRM_HERE = LEADS | {"head_above"}
ON_AN_ENTRY: dict[str, set[str]] = {
    "library.adoption": CONFIRM_HERE | {"head"}, "library.confirm_adoption": CONFIRM_HERE,
    "library.take_back_adoption": {"head"},
}  # fmt: skip
