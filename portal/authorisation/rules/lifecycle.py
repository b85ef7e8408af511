"""docs/lifecycle.md, written from the table of transitions."""

from portal.submissions.rules import EDITABLE, STATUS_NAMES, TRANSITIONS, WITHDRAWABLE, Status

HEAD = """\
# The life of a post

Written from `TRANSITIONS` in `portal/submissions/rules/moves.py`; after a change there run
`python -m tests.house.generated`. What is not in the table cannot happen: one function,
`portal.submissions.actions.move`, changes a status, and it asks this table.
"""

TAIL = """\
While a post waits, its own steps say where it has got to (`standing` in `portal/authorisation/rules`), and it
always has one named holder. A post that was returned goes back to the step that returned it; one that was not
taken forward starts its route anew.

On a route that publishes first, a post is in the library the moment it is sent, and its steps review it after:
it waits and is published in one breath. What is marked "on trust" holds until all who review it have approved it.
A post that comes back for changes then stays in the library as it was sent, for five working days at most.
"""


def lifecycle_page() -> str:
    """The whole page: a picture of the transitions and the same as tables."""
    diagram = ["```mermaid", "stateDiagram-v2", "    [*] --> draft"]
    diagram += [f"    {status.value} : {STATUS_NAMES[status]}" for status in Status]
    diagram += [f"    {was.value} --> {will.value} : {deed}" for (was, will), deed in TRANSITIONS.items()]
    ends = [status for status in Status if not any(was is status for was, _will in TRANSITIONS)]
    diagram += [*(f"    {status.value} --> [*]" for status in ends), "```"]

    moves = ["| from | to | when |", "|---|---|---|"]
    moves += [
        f"| {STATUS_NAMES[was]} | {STATUS_NAMES[will]} | {deed} |"
        for (was, will), deed in TRANSITIONS.items()
    ]

    allows = [
        "| state | stored as | the author may change it | the author may withdraw it |",
        "|---|---|---|---|",
    ]
    for status in Status:
        may = ["yes" if status in group else "no" for group in (EDITABLE, WITHDRAWABLE)]
        allows.append(f"| {STATUS_NAMES[status]} | `{status.value}` | {may[0]} | {may[1]} |")

    parts = [HEAD, "\n".join(diagram), "\n".join(moves), "\n".join(allows), TAIL.rstrip()]
    return "\n\n".join(part.rstrip() for part in parts) + "\n"
