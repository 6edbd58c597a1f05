"""The edge of the site: the gate every request passes, and the few ways to answer. Only here and in ``views.py`` may
the request, the session and the signed-in person be read.
"""

from learning.core.web.replies import (
    address_of_request,
    current_person,
    display,
    page,
    public_address,
    safe_next,
    see_other,
    text_size,
    viewer,
)

__all__ = [
    "address_of_request",
    "current_person",
    "display",
    "page",
    "public_address",
    "safe_next",
    "see_other",
    "text_size",
    "viewer",
]
