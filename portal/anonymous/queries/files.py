"""The files of a post, as whoever holds its receipt asks for them."""

from base64 import b64encode
from collections.abc import Sequence

from sqlalchemy import select

from portal.anonymous.models import File, Item, desk


def files_of(item: Item) -> Sequence[File]:
    """The files of a post by name, without what is in them."""
    return desk.scalars(select(File).where(File.item == item.key).order_by(File.name)).all()


def file_of(item: Item, key: str) -> File | None:
    """One file of a post."""
    found = desk.get(File, key)
    return found if found is not None and found.item == item.key else None


def picture_of(file: File) -> str:
    """A picture as it can stand within a page; empty for what is no picture, or was passed on."""
    if not file.media_type.startswith("image/") or file.content is None:
        return ""
    return f"data:{file.media_type};base64,{b64encode(file.content).decode()}"
