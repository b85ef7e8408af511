"""The news board: under which codes there is news. It changes with the batches, and says nothing else of a post."""

from datetime import timedelta

from sqlalchemy import select

from portal.anonymous import queries, rules
from portal.anonymous.models import Item, Notice, at_the_desk, desk
from portal.foundation import clock


def put_up_board() -> None:
    """Write the codes of the posts whose author has been told something lately, in the order of the codes."""
    since = (clock.today() - timedelta(days=rules.NEWS_DAYS)).isoformat()
    codes = sorted(set(desk.scalars(select(Item.news).where(Item.told >= since))))
    notice = desk.get(Notice, queries.NEWS_BOARD)
    is_there = notice is not None and notice.value == {"codes": codes}
    desk.rollback()
    if not is_there:
        with at_the_desk():
            desk.merge(Notice(name=queries.NEWS_BOARD, value={"codes": codes}))
