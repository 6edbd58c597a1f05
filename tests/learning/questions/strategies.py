"""Every kind of question and bank that GIFT can hold, for property tests."""

from decimal import Decimal

from hypothesis import strategies as st

from learning.questions.model import (
    NOTHING,
    Answer,
    Bank,
    Between,
    Description,
    Essay,
    Matching,
    MissingWord,
    MultipleChoice,
    Near,
    Numeric,
    NumericAnswer,
    Pair,
    Question,
    ShortAnswer,
    SingleChoice,
    Spelling,
    Text,
    TextFormat,
    TrueFalse,
    clean,
)
from learning.questions.weights import WEIGHTS

_LETTERS = st.sampled_from("~=#{}:\\%[]->/ \n*àđĐHn0") | st.characters(exclude_categories=["Cc", "Cs"])
_TRAPS = st.sampled_from(
    [
        "[html]x",
        "[plain]",
        "%50%x",
        "//x",
        "::a::b",
        "$CATEGORY: x",
        "0",
        "TRUE",
        "#",
        "####",
        "\\n",
        "a\\",
        "= b",
        "~",
    ]
)
words = _TRAPS | st.text(_LETTERS, min_size=1, max_size=12).map(clean).filter(bool)
arrowless = words.map(lambda body: clean(body.replace("->", "→")))
formats = st.sampled_from(TextFormat)


def texts(bodies=words):
    return st.builds(Text, formats, bodies)


def feedbacks(bodies=words):
    return st.just(NOTHING) | texts(bodies)


weights = st.sampled_from(WEIGHTS)
poor_weights = weights.filter(lambda weight: weight <= 0)
options = st.builds(Answer, texts(), weights, feedbacks())
right_options = st.builds(Answer, texts(), st.just(100.0), feedbacks())
_SHARES = (
    [100],
    [50, 50],
    [33.33333] * 3,
    [60, 40],
    [66.66667, 33.33333],
    [25] * 4,
    [16.66667] * 6,
    [14.28571] * 7,
)


@st.composite
def single_choices(draw):
    answers = [draw(right_options), *draw(st.lists(options, min_size=1, max_size=4))]
    return SingleChoice(tuple(draw(st.permutations(answers))))


@st.composite
def multiple_choices(draw):
    shares = [float(share) for share in draw(st.sampled_from(_SHARES))]
    shares += draw(st.lists(poor_weights, min_size=1, max_size=3))
    answers = [Answer(draw(texts()), share, draw(feedbacks())) for share in draw(st.permutations(shares))]
    return MultipleChoice(tuple(answers))


true_falses = st.builds(TrueFalse, st.booleans(), feedbacks(), feedbacks())
pairs = st.builds(Pair, texts(arrowless), words)
matchings = st.builds(
    Matching,
    st.lists(pairs, min_size=2, max_size=4).map(tuple),
    st.lists(words, max_size=2).map(tuple),
)


def _with_a_right_one(answers, right):
    return st.builds(lambda first, rest: (first, *rest), right, st.lists(answers, max_size=3))


def _spellings(fractions):
    return st.builds(Spelling, arrowless, fractions, feedbacks(arrowless))


short_answers = st.builds(ShortAnswer, _with_a_right_one(_spellings(weights), _spellings(st.just(100.0))))
decimals = st.decimals(-(10**6), 10**6, places=3)
targets = st.builds(Near, decimals, st.decimals(0, 100, places=2)) | st.builds(
    lambda ends: Between(*sorted(ends)), st.tuples(decimals, decimals)
)


def _numbers(fractions):
    return st.builds(NumericAnswer, targets, fractions, feedbacks())


numerics = st.builds(Numeric, _with_a_right_one(_numbers(weights), _numbers(st.just(100.0))), feedbacks())
afters = st.builds(str.__add__, st.sampled_from(["", " ", "\n"]), words)
befores = st.just("") | st.builds(str.__add__, words, st.sampled_from(["", " ", "\n"]))
missing_words = st.builds(MissingWord, afters, single_choices() | short_answers | numerics)

gradable_tasks = st.one_of(
    single_choices(), multiple_choices(), true_falses, matchings, short_answers, numerics, missing_words
)
tasks = gradable_tasks | st.just(Essay()) | st.just(Description())
nameless = st.just("")
labels = st.text("abcxyz019-] đ", min_size=1, max_size=8).map(clean).filter(bool)


@st.composite
def questions(draw, tasks=tasks, ids=nameless, categories=nameless):
    task = draw(tasks)
    bodies = befores if isinstance(task, MissingWord) else words
    return Question(
        text=draw(texts(bodies)),
        task=task,
        id=draw(ids),
        title=draw(st.just("") | words),
        general_feedback=NOTHING if isinstance(task, Description) else draw(feedbacks()),
        tags=tuple(draw(st.lists(labels | st.just("khong-can-dau"), max_size=3, unique=True))),
        category=draw(categories),
    )


@st.composite
def banks(draw):
    names = draw(st.lists(labels, max_size=4, unique=True))
    loose = draw(st.lists(questions(), max_size=2))
    categories = draw(st.lists(st.sampled_from(["a/b", "an toàn/mật khẩu", "$course$/top/x"]), max_size=3))
    placed = [draw(questions(ids=st.just(name), categories=st.sampled_from(categories or [""]))) for name in names]
    used = [question.category for question in placed if question.category]
    return Bank((*loose, *placed), tuple(dict.fromkeys([*used, *categories])))


def right_typing(task):
    """A text that the first full answer of a numeric task accepts."""
    target = next(answer.target for answer in task.answers if answer.fraction == 100)
    number: Decimal = target.low if isinstance(target, Between) else target.value
    return f"{number:f}"
