"""What can be typed in a post, and at the last look at it."""

from portal.submissions.forms.checking import (
    AttachForm,
    CheckForm,
    ShareCheckForm,
    TopicForm,
    check_of,
)
from portal.submissions.forms.fields import (
    AtMost,
    Boxes,
    Day,
    OneOf,
    Rows,
    worded,
)
from portal.submissions.forms.writing import (
    PostForm,
    begun,
    field_for,
    filled_in,
    form_for,
    stored,
    with_empty_rows,
)

__all__ = [
    "AtMost",
    "AttachForm",
    "Boxes",
    "CheckForm",
    "Day",
    "OneOf",
    "PostForm",
    "Rows",
    "ShareCheckForm",
    "TopicForm",
    "begun",
    "check_of",
    "field_for",
    "filled_in",
    "form_for",
    "stored",
    "with_empty_rows",
    "worded",
]
