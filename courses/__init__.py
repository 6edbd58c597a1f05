"""Courses, lessons and their revisions: folders of text compiled into immutable rows, served from memory.

Promises: a faulty folder never replaces a published one, a revision never changes, reading needs no account.
"""
