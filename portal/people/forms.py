"""What can be typed about people."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from portal.foundation.forms import Form, clean_line


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        "E-mail address",
        filters=[clean_line],
        validators=[InputRequired("Type the e-mail address you work under."), Length(max=254)],
    )
    password = PasswordField(
        "Password", validators=[InputRequired("Type your password."), Length(max=1000, message="That is too long.")]
    )
