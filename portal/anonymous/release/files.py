"""Files on their way from the desk into the portal: with the batch of their post, and in no order."""

import secrets
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from sqlalchemy import delete, select, update

from portal.anonymous.models import File, Item, desk
from portal.anonymous.rules import State
from portal.foundation.database import session
from portal.foundation.files import Store
from portal.submissions.models import Attachment, Submission

_bound: dict[str, Store] = {}


def bind(folder: Path) -> None:
    """Where the portal keeps its files."""
    _bound["store"] = Store(folder)


def bring(post: Submission, item: str) -> None:
    """Give a post the files that its author has for it at the desk, and no others.

    A file goes by the key that it has at the desk, so that to bring it twice is to bring it once. The key stands for
    its digest too: a true one, the same at two posts, would say that they have one author. Raises ``OSError`` on a
    full disk.
    """
    wanted = [
        tuple(row)
        for row in desk.execute(select(File.key, File.name, File.media_type).where(File.item == item))
    ]
    post.attachments = [there for there in post.attachments if there.stored_as in {key for key, *_ in wanted}]
    there = {file.stored_as for file in post.attachments}
    secrets.SystemRandom().shuffle(wanted)
    for key, name, media_type in wanted:
        content = None if key in there else desk.scalar(select(File.content).where(File.key == key))
        if content is not None:
            _bound["store"].put(BytesIO(content), len(content), key)
            post.attachments.append(
                Attachment(name=name, media_type=media_type, size=len(content), digest=key, stored_as=key)
            )
    desk.rollback()  # nobody at the desk waits for the batch


def take_away(post: Submission) -> None:
    """A post that was taken back has no files any more."""
    post.attachments = []


def arrived(items: Iterable[str]) -> set[str]:
    """Of the files of these posts the keys of those that the portal has."""
    keys = desk.scalars(select(File.key).where(File.item.in_(set(items)), File.state == State.HELD)).all()
    desk.rollback()
    return set(session.scalars(select(Attachment.stored_as).where(Attachment.stored_as.in_(keys))))


def let_go(item: Item, keys: Iterable[str]) -> None:
    """Of what the portal has the desk keeps nothing but the name."""
    mine = (File.item == item.key, File.key.in_(set(keys)))
    desk.execute(update(File).where(*mine).values(content=None, state=State.RELEASED))


def forget(item: Item) -> None:
    """Of a post that was taken back the files are gone: here, and where they were passed on to."""
    for key in desk.scalars(select(File.key).where(File.item == item.key)).all():
        _bound["store"].remove(key)
    desk.execute(delete(File).where(File.item == item.key))
