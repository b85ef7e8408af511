"""The pages of the desk."""

from portal.anonymous.views import alike, board, files, proving, receipt, writing
from portal.anonymous.views.door import Desk, pages

__all__ = ["Desk", "alike", "board", "files", "pages", "proving", "receipt", "writing"]
