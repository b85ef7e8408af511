"""How many anonymous posts there are of something, as it is told to those who keep the portal. Pure."""

FEW = 5


def told(posts: int) -> str:
    """A number of posts in words: below ``FEW`` no number, so that none of them can be watched on its way."""
    return f"fewer than {FEW}" if posts < FEW else str(posts)
