"""What the demonstration needs to be loaded in a test."""

import pytest

from portal.anonymous import models as anonymous


@pytest.fixture
def at_desk(tmp_path):
    """An empty desk, to which the portal tells what may be posted there."""
    before = anonymous.desk.session_factory.kw.get("bind")
    engine = anonymous.engine_for(f"sqlite:///{tmp_path / 'anonymous.sqlite'}")
    anonymous.bind(engine)
    anonymous.DeskBase.metadata.create_all(engine)
    yield
    anonymous.desk.remove()
    anonymous.desk.configure(bind=before)
    engine.dispose()
