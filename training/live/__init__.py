"""Đố vui: a quiz on the hall's screen that nobody falls out of.

Promises: who joined is known by a token and not by a connection, so that a phone may sleep, reload, change network or
be opened twice; every answer counts once, the last one that arrived before the question was closed; the key of a
question leaves the server only after that. State stands in the database alone: any laptop with the right may go on.
"""
