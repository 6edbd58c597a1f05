"""What a question is, how it is written down, and what one response to it is worth.

Pure functions over frozen values: they read and write Moodle's GIFT, show a question without its key and mark
one response. They refuse to know people, attempts, files, clocks, databases: those live on the floors above.
"""

from learning.questions.faces import (
    ArrangementMismatch,
    Face,
    OptionNotOffered,
    Response,
    ResponseRefused,
    ResponseTooLong,
    arrange,
    face,
    read_response,
)
from learning.questions.gift_faults import Fault, GiftErrors
from learning.questions.gift_reader import read_gift
from learning.questions.gift_writer import NotWritable, write_gift
from learning.questions.grading import Mark, NotGradable, mark
from learning.questions.model import Bank, Question, Text, TextFormat
from learning.questions.plain import UnknownKind, from_plain, to_plain

__all__ = [
    "ArrangementMismatch",
    "Bank",
    "Face",
    "Fault",
    "GiftErrors",
    "Mark",
    "NotGradable",
    "NotWritable",
    "OptionNotOffered",
    "Question",
    "Response",
    "ResponseRefused",
    "ResponseTooLong",
    "Text",
    "TextFormat",
    "UnknownKind",
    "arrange",
    "face",
    "from_plain",
    "mark",
    "read_gift",
    "read_response",
    "to_plain",
    "write_gift",
]
