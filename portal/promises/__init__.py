"""What every author is promised - by when somebody has it, answers and decides - and whether it is kept."""
