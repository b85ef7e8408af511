"""The whole product, attacked from outside: who may what, hostile inputs, faults, and the time an answer takes.

A sample, always the same one, is sent; ``PORTAL_HOSTILE=all`` sends everything.
"""
