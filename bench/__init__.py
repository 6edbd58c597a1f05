"""Figures of how light and fast the site is, measured on the real server: ``script/bench [figure …]``.

Every figure is a ratio within one run, or a size; seconds are given only where the goal is in seconds. A figure that
cannot be had on this machine says why and fails nobody.
"""
