"""Uploads rebuilt from what is meant to be in them: pictures, PDF, office documents.

Files of strangers are only ever read in a process of its own, which has little memory, little time
and none of our secrets (``process``). Doors: ``portal.foundation.files``.
"""
