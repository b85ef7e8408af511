"""Who works here: organisations, their units, ranks and grades, people, and the roles they hold."""
