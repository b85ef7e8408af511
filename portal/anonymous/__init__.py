"""The desk that never learns a name: posting without a sign-in, and coming back with a receipt.

It is an application of its own with a database of its own. Nothing in this room imports the people who
sign in, their session or its cookie; what an author does here reaches the rest of the portal only in
shuffled batches, with the day and no time (anonymity.md, design 1 to 5).
"""
