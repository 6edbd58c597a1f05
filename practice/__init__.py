"""Điện thoại tập: a phone on which pressing the wrong thing costs nothing.

Promises: works without a script and without an account; the way through a scenario stands in the address and is
played anew on the server, which alone counts; nothing that somebody types is kept anywhere.
"""
