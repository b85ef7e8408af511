"""The pages of the desk."""

from portal.anonymous.views import alike, board, files, receipt, writing
from portal.anonymous.views.door import Desk, pages

__all__ = ["Desk", "alike", "board", "files", "pages", "receipt", "writing"]
