"""What staff write: the kinds of post, and the one life they all lead."""
