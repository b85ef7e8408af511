"""Thanks from leaders by name, and what somebody can show of what they did. No board, and no counts of people."""
