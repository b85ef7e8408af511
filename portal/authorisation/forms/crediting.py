"""What somebody types who claims a post that they made anonymously."""

from wtforms import StringField

from portal.foundation.forms import Form, clean_line


class ClaimForm(Form):
    """The claim code, or the receipt that it grows from."""

    code = StringField(
        "Your claim code",
        filters=[clean_line],
        description="27 letters and digits, from the page of your post at the anonymous desk. The code of the post "
        "itself works too, but then you have typed it where you are signed in.",
    )
