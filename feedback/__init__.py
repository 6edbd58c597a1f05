"""What people say back: how a lesson was, and what they are stuck with.

Promises: a rating holds nobody's id, and nothing that leads to one; a question is read by the office of its own place
alone; what is published of an answer is written anew, and never holds a name or a number of anybody.
"""
