"""The start page, and the pages that every portal owes its readers."""
