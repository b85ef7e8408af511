"""What an author may say about themselves: folded away, optional, and measured before it is sent."""

from typing import Any

from wtforms import BooleanField, HiddenField, SelectField

from portal.anonymous.rules.crowd import EVERYBODY, Circle, Said, measured
from portal.foundation.forms import Form
from portal.people.rules.establishment import BAND_NAMES, Band

NOT_SAID = {"": "I do not say"}


class AboutForm(Form):
    """What the author says about themselves, and whether they have read how many people that describes."""

    about_band = SelectField("Your rank or staff group", choices=NOT_SAID, default="", validate_choice=False)
    about_unit = SelectField("Where you work", choices=NOT_SAID, default="", validate_choice=False)
    about_library = BooleanField("Say it in the library too, once it is published there")
    about_read = HiddenField()
    small = BooleanField("I know how few we are, and post it all the same")

    circle: Circle | None = None

    def stand_in(self, circle: Circle | None) -> None:
        """Offer what can be said in this circle; nothing where it is not known."""
        self.circle = circle
        if circle is not None:
            bands = {band: BAND_NAMES[Band(band)] for band in circle.bands}
            self.about_band.choices = {**NOT_SAID, **bands}
            self.about_unit.choices = {**NOT_SAID, **dict(circle.units)}

    @property
    def said(self) -> Said:
        """What was chosen, of what can be."""
        if self.circle is None:
            return EVERYBODY
        units = dict(self.circle.units)
        unit, band = self.about_unit.data or "", self.about_band.data or ""
        return Said(unit if unit in units else "", band if band in self.circle.bands else "")

    @property
    def meter(self) -> str:
        """How many people that describes, and what is shown of it, in words."""
        return measured(self.circle, self.said) if self.circle is not None else ""

    @property
    def by(self) -> str:
        """What readers are told, as it stands after "by"; nothing where that is nothing."""
        if self.circle is None:
            return ""
        shown = self.circle.shows(self.said).said
        return self.circle.words(shown) if shown != EVERYBODY else ""

    @property
    def read_now(self) -> str:
        """What the meter says at present, in short: it comes back with the post once it was read."""
        return f"{self.said.unit}|{self.said.band}|{self.meter}" if self.said != EVERYBODY else ""

    def about_is_read(self) -> bool:
        """Whether the author has read what this tells about them. Where not, it is said beside its question."""
        read = True
        if self.circle is not None and self.circle.small and not self.small.data:
            self.small.errors = ["Say that you know how few could have written it."]
            read = False
        if self.read_now != (self.about_read.data or "") and self.read_now:
            self.about_band.errors = ["Read below how many people this describes, then post it."]
            read = False
        return read

    def about(self) -> dict[str, Any]:
        """What is said, as the desk keeps it."""
        said = self.said
        if said == EVERYBODY:
            return {}
        return {"unit": said.unit, "band": said.band, "library": bool(self.about_library.data)}
