"""The percentages Moodle knows for an answer, and how one is written."""

_SHARES = (
    *(100.0, 90.0, 83.33333, 80.0, 75.0, 70.0, 66.66667, 60.0, 50.0, 40.0, 33.33333, 30.0),
    *(25.0, 20.0, 16.66667, 14.28571, 12.5, 11.11111, 10.0, 5.0),
)
WEIGHTS = (*_SHARES, 0.0, *(-share for share in _SHARES))
_CLOSE = 0.01  # older Moodles wrote 33.333 and 66.66


def nearest_weight(value: float) -> float:
    """The weight Moodle knows that lies closest to a number."""
    return min(WEIGHTS, key=lambda weight: abs(weight - value))


def is_known(value: float) -> bool:
    """Whether a number is one of Moodle's weights, give or take the rounding of older Moodles."""
    return abs(nearest_weight(value) - value) <= _CLOSE


def sums_to_whole(weights: list[float]) -> bool:
    """Whether the positive weights make 100, give or take rounding."""
    return abs(positive_sum(weights) - 100) <= _CLOSE


def positive_sum(weights: list[float]) -> float:
    """What the answers that earn something earn together."""
    return sum(weight for weight in weights if weight > 0)


def spelled(weight: float) -> str:
    """A weight as GIFT writes it: `50`, `33.33333`, `-12.5`."""
    return f"{weight:.5f}".rstrip("0").rstrip(".")
