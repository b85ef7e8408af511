"""What is done to the library: items are written and taken out, the index follows; which words mean the same."""

from portal.library.actions.publishing import (
    clocks_go_on_after,
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
    "change_synonyms",
    "clocks_go_on_after",
    "give_first_synonyms",
    "heal",
    "indexed",
    "rebuild",
    "refresh",
    "remove_synonyms",
    "take_out",
    "write",
]
