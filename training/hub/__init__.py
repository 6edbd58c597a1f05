"""A laptop as a class's own site where there is no network (trạm lớp học): taken along signed, brought home signed.

Promises: what was recorded in the hall reaches the commune once, in whatever order and however often it is sent; what
is doubtful goes to a person and is kept until then; a changed, foreign, expired or revoked file changes nothing.
"""
