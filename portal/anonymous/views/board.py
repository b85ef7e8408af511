"""The news board, for those who will not open the page of their post where others see it."""

from flask.typing import ResponseReturnValue

from portal.anonymous import queries, rules
from portal.anonymous.views.door import pages, the_desk
from portal.foundation.forms import page


@pages.get("/news")
def news() -> ResponseReturnValue:
    """Under which codes there is news: the same page for everybody. Nothing leads to it but the pages of a receipt."""
    return page("anonymous/news.html", codes=queries.codes_with_news(), days=rules.NEWS_DAYS, desk=the_desk())
