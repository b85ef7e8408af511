"""What is done to the library: items are written, merged, taken out; the index follows; which words mean the same."""

from portal.library.actions.answers import link, unlink
from portal.library.actions.asking import clocks_go_on_after
from portal.library.actions.freshness import (
    arrange,
    bring_back,
    confirm,
    go_on_after,
    keep_fresh,
    retire,
    set_months,
)
from portal.library.actions.merging import merge, part
from portal.library.actions.publishing import (
    heal,
    indexed,
    rebuild,
    refresh,
    take_out,
    write,
)
from portal.library.actions.synonyms import (
    add_synonyms,
    change_synonyms,
    give_first_synonyms,
    remove_synonyms,
)

__all__ = [
    "add_synonyms",
    "arrange",
    "bring_back",
    "change_synonyms",
    "clocks_go_on_after",
    "confirm",
    "give_first_synonyms",
    "go_on_after",
    "heal",
    "indexed",
    "keep_fresh",
    "link",
    "merge",
    "part",
    "rebuild",
    "refresh",
    "remove_synonyms",
    "retire",
    "set_months",
    "take_out",
    "unlink",
    "write",
]
