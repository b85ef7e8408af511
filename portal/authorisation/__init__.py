"""The way to the library: routes, stages, decisions, and who holds what."""
