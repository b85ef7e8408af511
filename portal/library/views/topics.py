"""What is known of each topic, and what is missing: the map of all, and the page of one."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.foundation.access import reader, requires
from portal.library import queries
from portal.library.views.room import line_of, pages
from portal.library.views.searching import address
from portal.submissions import queries as writings


@pages.get("/library/map")
@requires("library.search")
def challenges() -> ResponseReturnValue:
    """All topics, with what there is of each sort. What is empty is a gap."""
    rows = queries.challenges(reader())
    return render_template(
        "library/map.html",
        columns=[name for _facet, _values, name in queries.COLUMNS],
        rows=[{"slug": row.topic.slug, "name": row.topic.name, "cells": _cells(row)} for row in rows],
    )


@pages.get("/library/topics/<slug>")
@requires("library.read-topic", on=writings.topic)
def topic(topic: Any) -> ResponseReturnValue:
    """One topic: who leads it, what is new, what did not work."""
    found = queries.topic_page(reader(), topic)
    return render_template(
        "library/topic.html",
        topic=topic,
        cells=_cells(found.row),
        leads=[f"{person.title}, {person.organisation.short_name}" for person in found.leads],
        newest=[line_of(card) for card in found.newest],
        failed=[line_of(card) for card in found.failed],
        all=address("library.search", queries.Asked(filters={"topic": (topic.slug,)})),
    )


def _cells(row: queries.Row) -> list[dict[str, object]]:
    return [
        {"name": cell.name, "count": cell.count, "href": address("library.search", cell.wish)}
        for cell in row.cells
    ]
