"""What may be done, in one enum with a sentence each, and which role may do it, in one table."""

from __future__ import annotations

from enum import Enum, StrEnum


class Permission(Enum):
    """One thing that a door may ask for."""

    LEARN = "keep a learning record of one's own: finish lessons, take quizzes, hold certificates"
    SEE_PEOPLE = "see who learns in the places one is responsible for"
    RESET_PIN = "give a learner of one's places a new PIN and unlock the sign-in"
    ENROL_PEOPLE = "register a learner who stands in front of one"
    CORRECT_PEOPLE = "correct a learner's name and particulars"
    SEE_CERTIFICATES = "list and print the certificates of one's places"
    REVOKE_CERTIFICATES = "revoke a certificate and issue it anew"
    TEACH = "read the facilitator's notes and the texts for reading aloud, and see which facts are due for checking"
    HOLD_MEETINGS = "plan meetings of one's places, call the roll, run a live quiz, supervise a test, import a roster"
    SEE_STATISTICS = "see the figures of one's places and the lists behind them"
    WRITE_REPORT = "freeze figures, write and download the official report, set targets"
    ANSWER_QUESTIONS = "read what people of one's places ask or find difficult, and answer"
    PUBLISH_COURSES = "publish, roll back and withdraw courses"
    MANAGE_PLACES = "add, rename and close places"
    MANAGE_ROLES = "give and take roles"
    MANAGE_SETTINGS = "set the commune's names, signers and wording"
    READ_AUDIT = "read the audit trail"


class Role(StrEnum):
    """What somebody is trusted with, at one place and everything below it."""

    FACILITATOR = "facilitator"
    STAFF = "staff"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The role as people read it."""
        return _LABELS[self]


_LABELS = {
    Role.FACILITATOR: "Người hướng dẫn lớp",
    Role.STAFF: "Cán bộ theo dõi",
    Role.EDITOR: "Người biên tập khóa học",
    Role.ADMIN: "Người quản trị",
}

_FACILITATOR = {
    Permission.TEACH,
    Permission.SEE_PEOPLE,
    Permission.RESET_PIN,
    Permission.ENROL_PEOPLE,
    Permission.SEE_CERTIFICATES,
    Permission.HOLD_MEETINGS,
}
_STAFF = _FACILITATOR | {
    Permission.CORRECT_PEOPLE,
    Permission.REVOKE_CERTIFICATES,
    Permission.SEE_STATISTICS,
    Permission.WRITE_REPORT,
    Permission.ANSWER_QUESTIONS,
}

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.FACILITATOR: frozenset(_FACILITATOR),
    Role.STAFF: frozenset(_STAFF),
    Role.EDITOR: frozenset({Permission.PUBLISH_COURSES, Permission.TEACH}),
    Role.ADMIN: frozenset(set(Permission) - {Permission.LEARN}),
}
EVERYBODY = frozenset({Permission.LEARN})


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that carry ``permission``."""
    return frozenset(role for role, granted in GRANTED.items() if permission in granted)
