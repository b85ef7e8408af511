"""What came of it all: what was shared, answered, put into the library and used. Nothing is counted of a person."""
