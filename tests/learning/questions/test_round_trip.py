"""What is written can be read back, whatever the authors put into it."""

import json

from hypothesis import given, settings

from learning.questions import from_plain, read_gift, to_plain, write_gift
from tests.learning.questions.strategies import banks, questions


@given(banks())
@settings(max_examples=150, deadline=None)
def test_a_written_bank_reads_back_as_the_same_bank(bank):
    assert read_gift(write_gift(bank)) == bank


@given(banks())
@settings(max_examples=50, deadline=None)
def test_a_second_round_writes_the_same_text(bank):
    text = write_gift(bank)
    assert write_gift(read_gift(text)) == text


@given(questions())
@settings(max_examples=100, deadline=None)
def test_a_question_survives_the_trip_through_json(question):
    assert from_plain(json.loads(json.dumps(to_plain(question)))) == question
