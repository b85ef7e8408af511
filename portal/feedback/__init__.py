"""What became of it: outcomes, who used it, and what was asked and answered."""
