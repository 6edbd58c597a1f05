"""Who may open which door. Every endpoint declares itself; one that does not is refused at run time.

This module only carries the declaration. What a permission is, and who holds it, is known to ``accounts``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """What a door asks of whoever comes: nothing (``permission`` is None), or one permission."""

    permission: Enum | None


def public(view: View) -> View:
    """Declare a door that anybody may open, signed in or not."""
    view.access = Access(None)  # type: ignore[attr-defined]
    return view


def require(permission: Enum) -> Callable[[View], View]:
    """Declare a door for signed-in people who hold ``permission`` somewhere."""

    def declare(view: View) -> View:
        view.access = Access(permission)  # type: ignore[attr-defined]
        return view

    return declare


def declared_access(view: Callable[..., Any] | None) -> Access | None:
    """The declaration of a view function, or None when it has made none."""
    return getattr(view, "access", None)
