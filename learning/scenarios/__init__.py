"""Scenarios of the practice phone: what one is, how its file is read and checked, how it is played. Pure.

No database and no Flask: ``courses/`` compiles with it, ``practice/`` plays with it (decision 0006).
"""
