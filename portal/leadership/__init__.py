"""What leaders see, decide in the open, and say: what needs them, meetings with the front line, short messages."""
