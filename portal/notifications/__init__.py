"""Who hears about it, and how."""
