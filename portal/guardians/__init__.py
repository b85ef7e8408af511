"""The confidential mode: who wrote a post lies sealed, and two guardians together, or its author, can let it be opened.

A guardian has a key pair whose private half opens with a passphrase that nobody else knows. What the portal stores
opens with no key that it holds (docs/decisions, "Who wrote a confidential post is sealed to two guardians").
"""
