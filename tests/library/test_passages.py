"""The passage that shows why an item was found reads as one thing."""

from portal.library.queries.cards import _passage


def test_a_passage_is_of_one_answer() -> None:
    last = "The lockers were moved to the corridor, and the room is free"
    text = f"It took twenty minutes\n\nA room with a door\n\n{last}"
    words = "".join(piece for piece, _marked in _passage(text, ("lockers", "room")))
    assert words == last


def test_of_two_that_hold_as_much_the_first_is_shown() -> None:
    pieces = _passage("The first room\n\nThe second room", ("room",))
    assert pieces == (("The first ", False), ("room", True))


def test_where_no_answer_holds_a_word_there_is_no_passage() -> None:
    assert _passage("Nothing here\n\nNor here", ("lockers",)) == ()
