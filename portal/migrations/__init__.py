"""Every table of the portal, gathered for migrations and checks."""

import portal.authorisation.models
import portal.foundation.idempotency
import portal.foundation.journal
import portal.people.models
import portal.submissions.models  # noqa: F401 - a model is known once its module is imported
from portal.foundation.database import Base

METADATA = Base.metadata
