"""What people wish to hear of: what they follow in the library, and what they asked for that is not there yet."""
