"""The pages of the desk."""

from portal.anonymous.views import alike, board, receipt, writing
from portal.anonymous.views.door import Desk, pages

__all__ = ["Desk", "alike", "board", "pages", "receipt", "writing"]
