"""A browser without scripts, strict about what it is given."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.people.models import Person
from tests import factories


class Client(FlaskClient):
    """Signs in as a person would, carries form tokens, and never accepts a fault."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open a page."""
        response = super().open(*args, **kwargs)
        assert response.status_code != 500, f"{response.request.path} failed"
        return response

    def sign_in(self, person: Person, password: str = factories.PASSWORD) -> "Client":
        """Sign in with address and password."""
        response = self.submit("/sign-in", email=person.email, password=password)
        assert response.status_code == 302, response.text
        return self

    def submit(self, address: str, *, page: str | None = None, **fields: Any) -> TestResponse:
        """Open the page that holds a form, fill it in and send it, with the hidden fields it carries."""
        shown = self.get(page or address)
        assert shown.status_code == 200, f"{page or address} answered {shown.status_code}"
        hidden = dict(re.findall(r'<input type="hidden"[^>]*? name="([^"]+)" value="([^"]*)"', shown.text))
        return self.post(address, data={**hidden, **fields})
