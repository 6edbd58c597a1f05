"""People, places, roles, consent, sign-in and the audit trail.

Promises: least data (never a CCCD number), no list of names for a phone number, wrong PINs slow down and lock, and
every look into somebody's record by staff leaves a trace. Refuses to know anything about courses.
"""
