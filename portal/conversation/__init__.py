"""Conversation that scales: who answers what is asked, how much of it whoever asked takes in, and what is hidden."""
