"""What goes wrong in the database is told without what somebody wrote."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal.foundation.database import session


@pytest.mark.usefixtures("db")
def test_a_failed_statement_does_not_repeat_what_it_was_given():
    with pytest.raises(DBAPIError) as failed:
        session.execute(
            text("select * from no_such_table where title = :words"), {"words": "what was confided"}
        )
    assert "no_such_table" in str(failed.value)
    assert "confided" not in str(failed.value)
