"""The whole product, attacked from outside: who may what, hostile inputs, faults, and the time an answer takes.

A sample, always the same one, is sent; ``PORTAL_HOSTILE=all`` sends everything. What a text does to a page, and whom a
door lets in, is the same code on every database: the first is sent the whole sample, the others a part of it, made of
what a database could take differently (NUL, lengths, numbers, quotes, letters beyond its collation).
"""
