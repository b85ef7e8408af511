"""Many posts at once: copies of those that the real actions sent, row by row, with keys of their own."""

from portal.foundation.database import session, transaction
from portal.foundation.keys import new_key, new_reference
from portal.migrations import METADATA

# What belongs to a post, each table after those whose rows it points to.
OF_A_POST = ("submissions", "versions", "passages", "steps", "verdicts", "journal")


def copy_posts(copies: int) -> None:
    """So many more posts, each a copy of one that is there."""
    tables = [METADATA.tables[name] for name in OF_A_POST]
    found = {
        table.name: [dict(row) for row in session.execute(table.select()).mappings()] for table in tables
    }
    while copies > 0:
        keys: dict[int, int] = {row["id"]: new_key() for row in found["submissions"][:copies]}
        copies -= len(keys)
        with transaction():
            for table in tables:
                of = {
                    column.name
                    for column in table.c
                    for key in column.foreign_keys
                    if key.column.table in tables
                }
                of |= {"subject_id"} & set(table.c.keys())
                rows = [row for row in found[table.name] if all(row[name] in {None, *keys} for name in of)]
                rows = [row | {name: keys.get(row[name]) for name in of} for row in rows]
                for row in rows:
                    if "id" in row and table.name != "submissions":
                        keys[row["id"]] = new_key()
                    row.update({"id": keys[row["id"]]} if "id" in row else {})
                    row.update({"reference": new_reference()} if "reference" in row else {})
                    row.pop("sequence", None)
                if rows:
                    session.execute(table.insert(), rows)
