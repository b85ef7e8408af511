"""The administrators' pages: people, units, organisations, ranks and grades.

They belong to the same blueprint as signing in: importing this package adds them to it.
"""

from portal.people.admin import away, establishment, lists, outbox, persons, roster, structure
from portal.people.views import pages

__all__ = ["away", "establishment", "lists", "outbox", "pages", "persons", "roster", "structure"]
