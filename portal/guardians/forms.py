"""What guardians can type. A passphrase is named as passwords are, so that no page ever shows it again."""

from wtforms import PasswordField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.foundation.forms import Form, at_most, clean_text
from portal.guardians.rules import GROUND_NAMES, REASON_AT_MOST

LONG = Length(max=1000, message="That is too long.")
WORDS = at_most(REASON_AT_MOST)


class KeyForm(Form):
    """A passphrase for a new key, twice: nobody can find it again."""

    password = PasswordField(
        "Passphrase",
        description="At least 20 characters: four or five unrelated words. Not your password.",
        validators=[InputRequired("Type a passphrase."), LONG],
    )
    again = PasswordField("The same once more", validators=[LONG], name="password_again")

    def validate_again(self, field: PasswordField) -> None:
        """The two are the same. What is typed wrongly once would open nothing."""
        if field.data != self.password.data:
            raise ValidationError("The two are not the same. Type it again.")


class AskForm(Form):
    """Why a guardian asks who wrote a post."""

    ground = RadioField(
        "Why?",
        choices={str(ground): words for ground, words in GROUND_NAMES.items()},
        validators=[InputRequired("Choose the reason that comes nearest.")],
    )
    reason = TextAreaField(
        "What has happened, and what will you do with the name?",
        description="The second guardian reads it, and so does the author, whatever the answer is.",
        filters=[clean_text],
        validators=[WORDS],
    )


class AnswerForm(Form):
    """What a second guardian answers."""

    answer = TextAreaField(
        "Your reason, for yes or no",
        description="It is kept with the record. The author reads it.",
        filters=[clean_text],
        validators=[WORDS],
    )
    password = PasswordField(
        "Your passphrase, to agree", description="Not needed to say no.", validators=[LONG]
    )


class ReadForm(Form):
    """The passphrase of whoever asked."""

    password = PasswordField("Your passphrase", validators=[LONG])
