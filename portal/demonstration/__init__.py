"""Invented forces, people and posts, so that somebody who tries the portal finds each page in use.

All of ``content/`` is our own writing. It is loaded by walking the real actions at the moments it tells of,
so that nothing in the demonstration could not have happened.
"""
