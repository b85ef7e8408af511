"""No mail of a day is lost and none comes twice, and its mark says nothing of when anybody was here."""

import pytest
from sqlalchemy import Date, select, text

from portal.foundation import outbox
from portal.foundation.database import session, transaction
from portal.notifications import actions as notifications
from portal.notifications.models import DailyMail, Notice
from tests import factories
from tests.factories import Force
from tests.notifications.mondays import catch_up, hour, mails, work
from tests.racing import all_at_once

pytestmark = pytest.mark.usefixtures("monday")
alone = pytest.mark.usefixtures("db")


@alone
def test_killed_in_the_middle_nothing_is_lost_and_nothing_comes_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    force = Force()
    factories.sent(force.constable)
    work()

    class Killed(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise Killed

    with hour(1):
        with monkeypatch.context() as power_cut:
            power_cut.setattr(outbox, "put", die)
            with pytest.raises(Killed):
                notifications.write_mail_of_day()
        session.rollback()
        assert mails(force.sergeant) == []
        assert work() == 1
        assert work() == 0
    assert len(mails(force.sergeant)) == 1


@alone
def test_what_goes_wrong_for_one_holds_up_nobody_and_is_tried_again() -> None:
    force, other = Force(), Force()
    factories.sent(force.constable)
    factories.sent(other.constable)
    work()
    broken = session.scalars(select(Notice).where(Notice.person_id == force.sergeant.id)).one()
    address = broken.address
    with transaction():
        broken.address = "/steps/nowhere0"
    with hour(1):
        assert work() == 2
    assert (len(mails(force.sergeant)), len(mails(other.sergeant))) == (0, 1)
    with transaction():
        broken.address = address
    with hour(1, 8, 1):
        assert work() == 1
    assert len(mails(force.sergeant)) == 1


def test_of_workers_at_one_moment_one_writes_the_mail(own_database: None) -> None:
    force = Force()
    people_asked = [force.sergeant, Force().sergeant]
    factories.sent(force.constable)
    catch_up()

    def deed() -> None:
        with hour(1):
            notifications.write_mail_of_day()

    session.rollback()
    assert all_at_once([deed] * 6) == ["done"] * 6
    assert [len(mails(person)) for person in people_asked] == [1, 0]


@alone
def test_the_mark_of_a_mail_is_a_day_and_the_last_one_only() -> None:
    force = Force()
    for day in range(3):
        with hour(day, 10):
            factories.sent(force.constable)
            work()
        with hour(day + 1):
            work()
    columns = {column.name: column.type for column in DailyMail.__table__.columns}
    assert set(columns) == {"person_id", "written_on"}
    assert isinstance(columns["written_on"], Date)
    kept = session.execute(
        text("select written_on from daily_mails where person_id = :id"), {"id": force.sergeant.id}
    )
    assert [str(day) for (day,) in kept] == ["2026-12-17"]
    assert len(mails(force.sergeant)) == 3
