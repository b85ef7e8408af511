"""Who leads what, who reads a meeting or a message, and what may be counted of an answer. Pure."""
