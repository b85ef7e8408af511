"""What is told of what is asked for. Pure."""

ASKED = "{by} asks for something that is not in the library yet"
ANSWERED = "{by} answered what you asked for"
CLOSED = "{by} wrote why nothing comes of what you asked for"
