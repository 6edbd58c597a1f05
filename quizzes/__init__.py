"""Attempts at quizzes: opened, drawn, timed and marked on the server.

Promises: keys never leave the server, nothing answered is lost to a refresh, a second tab or a double tap, and an
attempt is judged against the revision it was drawn from.
"""
