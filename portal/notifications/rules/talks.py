"""What is told of what people ask each other, answer and say; who was told of how much is ``conversation.rules``. Pure.

``{yours}`` names what somebody asked to themselves, ``{asked}`` to others, ``{place}`` where something was said.
"""

from collections.abc import Mapping

ANSWERED = "{by} answered {yours}"
LAST_ANSWER = (
    "{by} answered {yours}. That is as many as you wished to hear of: all others wait on its page, in groups"
)
YOURS_NOW = "There are more answers to {asked} than {whose} can take in. You were named to take the rest"
DEPUTY = "{by} named you to take the answers to {asked} that are more than they can take in"
HELPED = "Your answer to {asked} helped whoever asked"
USED = "You can read what came of your answer to {asked}"
WHAT_CAME = (
    "What did you do with the answers to {yours}? A sentence is enough, and those who answered read it"
)
WHO_KNOWS = "Nobody has answered {asked} yet, and you may know. Its page says why you are asked"
COMMENTED = "{by} said something about {place}"
REPORTED = "Something that was said about {place} was reported. Look whether it should stand there"
HIDDEN = "What you said about {place} was hidden. You can read why, and ask for somebody else to look"
REPORT_HIDDEN = "What you reported about {place} was hidden"
REPORT_STANDS = "A moderator looked at what you reported about {place}, and let it stand"
APPEALED = "Somebody asks for another look at what was hidden of {place}"
SHOWN_AGAIN = "What you said about {place} is shown again. You can read why"
STAYS_HIDDEN = "Somebody else looked: what you said about {place} stays hidden. You can read why"

NOTHING_BUT_WANTED = "something that is wanted"
ANSWERS = ("answer.given", "question.answered")  # what counts against the budget of whoever asked


def filled(words: str, *, title: str, by: str = "", whose: str = "") -> str:
    """The sentence, filled in. ``title`` is the post as ``wording.named`` names it; nothing for what is wanted."""
    values: Mapping[str, str] = {
        "by": by or "Somebody",
        "whose": whose or "whoever asked",
        "yours": f"your question about {title}" if title else "what you asked for",
        "asked": f"a question about {title}" if title else NOTHING_BUT_WANTED,
        "place": title or NOTHING_BUT_WANTED,
    }
    return words.format_map(values)
