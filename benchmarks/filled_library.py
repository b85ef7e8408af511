"""A library with a given number of items, for whoever measures its pages."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

PASSWORD = "tea kettle lamppost"
EMAIL = "reader@force.example"


def fill(items: int) -> list[str]:
    """Published items in a fresh database, and the index over them. Returns some references."""
    from search_engine import items as documents
    from search_engine import sources
    from sqlalchemy import insert

    from portal import migrations
    from portal.foundation import config, database
    from portal.foundation.database import session, transaction
    from portal.library import actions
    from portal.library.models import Keeping, Publication
    from portal.library.search import bound
    from portal.people.actions import passwords
    from portal.people.models import Organisation, Person, Unit
    from portal.submissions.models import Submission, Topic

    settings = config.load()
    engine = database.engine_for(settings.database)
    migrations.METADATA.create_all(engine)
    database.bind(engine)
    bound.bind(settings.index_folder, engine if settings.index_in_database else None)
    chance = random.Random(7)
    titles, sentences = sources()
    found = list(documents(items, chance, titles, sentences))
    with transaction():
        organisations = {}
        for code in sorted({document.organisation for document in found}):
            made = Organisation(
                code=code, name=f"{code} Police".title(), short_name=code.title(), region="North"
            )
            session.add(made)
            organisations[code] = made
        slugs = sorted({slug for document in found for slug in document.topics})
        session.add_all(Topic(slug=slug, name=slug.replace("-", " ").title()) for slug in slugs)
        session.flush()
        here = next(iter(organisations.values()))
        unit = Unit(name="Team", organisation=here)
        session.add(unit)
        session.flush()
        unit.path = f"/{unit.id}/"
        person = Person(name="Rae Reader", email=EMAIL, email_key=EMAIL, unit=unit)
        person.password_hash = passwords.hashed(PASSWORD)
        session.add(person)
    for some in batches(iter(found), 1000):
        rows = [row_of(document, organisations[document.organisation], person.id) for document in some]
        with transaction():
            session.execute(insert(Submission), [submission for submission, _item in rows])
            session.execute(insert(Keeping), [{"submission_id": item["submission_id"]} for _, item in rows])
            session.execute(insert(Publication), [item for _submission, item in rows])
    began = time.perf_counter()
    actions.rebuild()
    print(f"{items} items; the index was made in {time.perf_counter() - began:.1f} s")
    references = [reference_of(document.id) for document in chance.sample(found, min(2500, items))]
    session.remove()
    engine.dispose()
    return references


def batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while some := list(islice(rows, size)):
        yield some


def reference_of(key: int) -> str:
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[key >> 5 * place & 31] for place in range(8))


def row_of(document: Any, organisation: Any, author: int) -> tuple[dict[str, Any], dict[str, Any]]:
    at = datetime.combine(document.published_on, datetime.min.time(), UTC)
    result = random.Random(document.id).choice(("worked", "did_not", "mixed", "too_early", ""))
    open_to_all = document.visibility in {"public", "policing"}
    submission = {
        "id": document.id,
        "reference": reference_of(document.id),
        "kind": document.kind,
        "status": "published",
        "organisation_id": organisation.id,
        "author_id": author,
        "title": document.title,
        "summary": document.summary[:300],
        "body": document.text,
        "evidence": document.evidence,
        "sharing": "policing" if open_to_all else "force",
        "version": 1,
        "begun_on": document.published_on,
        "sent_at": at,
        "published_at": at,
        "details": {},
    }
    item = {
        "submission_id": document.id,
        "reference": submission["reference"],
        "version": 1,
        "visibility": "policing" if open_to_all else f"organisation:{organisation.id}",
        "kind": document.kind,
        **dict.fromkeys(("marker", "cost"), ""),
        "title": document.title,
        "summary": submission["summary"],
        "sections": [["body", "What happened", f"<p>{document.text.replace('<', '')}</p>"]],
        "text": document.text,
        "minutes": 3,
        "organisation": organisation.code,
        "organisation_name": organisation.name,
        "region": organisation.region,
        "sector": "policing",
        "topics": [[slug, slug] for slug in document.topics],
        "evidence": document.evidence,
        "result": result,
        **dict.fromkeys(("published_on", "changed_on", "confirmed_on"), document.published_on),
    }
    return submission, item
