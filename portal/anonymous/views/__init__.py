"""The pages of the desk."""

from portal.anonymous.views import receipt, writing
from portal.anonymous.views.door import Desk, pages

__all__ = ["Desk", "pages", "receipt", "writing"]
