"""The dictionary of measures: for each number its name, one sentence, what is divided by what, and what counts as when.

The sentence stands under the number wherever the number appears. ``counted`` is how it is worked out from the sets, so
that a page, a spreadsheet and a report cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Counts(StrEnum):
    """What a number counts; always said beside it."""

    PEOPLE = "người"
    TURNS = "lượt"
    HOURS = "giờ"
    SHARE = "%"
    POINTS = "điểm"


@dataclass(frozen=True, slots=True)
class People:
    """How many different people have at least one of these facts; ``sources`` narrows the ways of learning."""

    kinds: tuple[str, ...]
    sources: frozenset[str] | None = None
    adults: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of one kind, in units of ``per``."""

    kind: str
    per: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """One number in a hundred of another."""

    part: People | Sum
    whole: People | Sum


@dataclass(frozen=True, slots=True)
class OfRoster:
    """People in a hundred of the adults whom the commune has entered for each thôn."""

    part: People


@dataclass(frozen=True, slots=True)
class Gain:
    """The mean of what learners gained between two tests, with n and a 95 % interval."""


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """The site does not keep this yet; shown as "chưa ghi nhận", never as nought."""


Counted = People | Sum | Share | OfRoster | Gain | NotRecorded


@dataclass(frozen=True, slots=True)
class Measure:
    """One entry. ``ignores`` names the filters (``course``, ``channel``) that its facts know nothing about."""

    key: str
    name: str
    sentence: str
    counts: Counts
    numerator: str
    denominator: str
    when: str
    counted: Counted
    ignores: frozenset[str] = frozenset()

    @property
    def recorded(self) -> bool:
        """Whether the site keeps what this measure counts."""
        return not isinstance(self.counted, NotRecorded)


FINISHED_DAY = "Ngày ghi trên máy người học lúc xong, tính theo giờ Việt Nam, dù gửi về muộn."
ACTIVE = ("item", "tried", "practised", "scam_tested", "attended")
SELF, SUPERVISED = frozenset({"self"}), frozenset({"supervised"})
NO_FILTERS = frozenset({"course", "channel"})
ADULTS = "Số người lớn do xã nhập cho từng thôn, kèm nguồn và ngày."

MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "reached",
            "Người được tiếp cận",
            "Số người khác nhau đã đăng ký, học, làm bài, tập hoặc dự buổi học trong kỳ; mỗi người tính một lần.",
            Counts.PEOPLE,
            "Người có ít nhất một việc được ghi nhận trong kỳ.",
            "",
            "Ngày đăng ký, ngày học xong, ngày nộp bài, ngày tập hoặc ngày có buổi học.",
            People(("registered", *ACTIVE)),
        ),
        Measure(
            "registered",
            "Người đăng ký mới",
            "Số người có tên trên trang từ trong kỳ này; đăng ký rồi mà chưa học gì vẫn tính.",
            Counts.PEOPLE,
            "Người đăng ký trong kỳ.",
            "",
            "Ngày đăng ký.",
            People(("registered",)),
            NO_FILTERS,
        ),
        Measure(
            "active",
            "Người có học",
            "Số người khác nhau đã học xong ít nhất một mục, nộp bài, tập hoặc dự buổi học trong kỳ.",
            Counts.PEOPLE,
            "Người có ít nhất một việc học trong kỳ, không kể đăng ký.",
            "",
            "Ngày học xong, ngày nộp bài, ngày tập hoặc ngày có buổi học.",
            People(ACTIVE),
        ),
        Measure(
            "begun",
            "Người bắt đầu khóa học",
            "Số người khác nhau học xong mục đầu tiên của ít nhất một khóa trong kỳ.",
            Counts.PEOPLE,
            "Người có mục đầu tiên của một khóa rơi vào kỳ.",
            "",
            "Ngày xong mục đầu tiên của khóa, tính cho hình thức học của mục đó.",
            People(("begun",)),
        ),
        Measure(
            "completed",
            "Người hoàn thành khóa học",
            "Số người khác nhau học xong mọi phần bắt buộc của ít nhất một khóa trong kỳ.",
            Counts.PEOPLE,
            "Người có ít nhất một khóa hoàn thành trong kỳ.",
            "",
            "Ngày xong phần bắt buộc cuối cùng của khóa.",
            People(("completed",)),
        ),
        Measure(
            "completion_rate",
            "Tỷ lệ hoàn thành",
            "Trong 100 người có học trong kỳ, bao nhiêu người hoàn thành ít nhất một khóa trong kỳ.",
            Counts.SHARE,
            "Người hoàn thành ít nhất một khóa trong kỳ.",
            "Người có học hoặc hoàn thành trong kỳ.",
            FINISHED_DAY,
            Share(People(("completed",)), People((*ACTIVE, "completed"))),
        ),
        Measure(
            "items",
            "Lượt bài học xong",
            "Số lượt học xong một bài, một bài kiểm tra hay một tình huống tập; một người học ba bài là ba lượt.",
            Counts.TURNS,
            "Mục học xong trong kỳ, không kể dòng ghi cả khóa.",
            "",
            FINISHED_DAY,
            Sum("items"),
        ),
        Measure(
            "certified_self",
            "Người có giấy xác nhận tự học",
            "Số người khác nhau có giấy xác nhận tự học còn hiệu lực, được cấp trong kỳ.",
            Counts.PEOPLE,
            "Người có giấy tự học còn hiệu lực hôm nay.",
            "",
            "Ngày cấp lần đầu; giấy cấp lại giữ ngày của giấy trước, giấy bị thu hồi thì không tính nữa.",
            People(("certified",), SELF),
        ),
        Measure(
            "certified_supervised",
            "Người có giấy xác nhận có giám sát",
            "Số người khác nhau có giấy xác nhận kiểm tra có giám sát còn hiệu lực, được cấp trong kỳ.",
            Counts.PEOPLE,
            "Người có giấy có giám sát còn hiệu lực hôm nay.",
            "",
            "Ngày cấp lần đầu; giấy cấp lại giữ ngày của giấy trước, giấy bị thu hồi thì không tính nữa.",
            People(("certified",), SUPERVISED),
        ),
        Measure(
            "attended",
            "Người dự buổi học",
            "Số người khác nhau có mặt ở ít nhất một buổi học trong kỳ.",
            Counts.PEOPLE,
            "Người có tên trong danh sách có mặt.",
            "",
            "Ngày buổi học bắt đầu, dù danh sách gửi về muộn.",
            People(("attended",)),
        ),
        Measure(
            "turns",
            "Lượt dự buổi học",
            "Số lượt có mặt ở các buổi học; một người dự ba buổi là ba lượt.",
            Counts.TURNS,
            "Lượt có mặt. Khi chọn một lộ trình, buổi dạy hai khóa của lộ trình được tính cho từng khóa.",
            "",
            "Ngày buổi học bắt đầu.",
            Sum("turns"),
        ),
        Measure(
            "hours",
            "Giờ học tại lớp",
            "Tổng số giờ của các lượt có mặt: buổi hai giờ có 30 người dự là 60 giờ.",
            Counts.HOURS,
            "Độ dài của buổi học cộng theo từng lượt có mặt; không tính giờ tự học.",
            "",
            "Ngày buổi học bắt đầu.",
            Sum("minutes", 60),
        ),
        Measure(
            "adult_share",
            "Tỷ lệ người lớn được tiếp cận",
            "Trong 100 người lớn của thôn, bao nhiêu người đã được tiếp cận trong kỳ.",
            Counts.SHARE,
            "Người được tiếp cận, từ 18 tuổi trở lên; người chưa ghi năm sinh tính là người lớn.",
            ADULTS,
            "Như “Người được tiếp cận”; tuổi tính theo năm của ngày cuối kỳ.",
            OfRoster(People(("registered", *ACTIVE), adults=True)),
        ),
        Measure(
            "adult_completion",
            "Tỷ lệ người lớn hoàn thành",
            "Trong 100 người lớn của thôn, bao nhiêu người hoàn thành ít nhất một khóa trong kỳ.",
            Counts.SHARE,
            "Người hoàn thành khóa học, từ 18 tuổi trở lên; người chưa ghi năm sinh tính là người lớn.",
            ADULTS,
            "Như “Người hoàn thành khóa học”; tuổi tính theo năm của ngày cuối kỳ.",
            OfRoster(People(("completed",), adults=True)),
        ),
        Measure(
            "first_try_passes",
            "Tỷ lệ đạt ngay lần đầu",
            "Trong 100 lần làm đầu tiên của mỗi người ở mỗi bài kiểm tra, bao nhiêu lần đạt.",
            Counts.SHARE,
            "Lần làm đầu tiên đạt điểm.",
            "Lần làm đầu tiên đã nộp, không kể bài đầu vào và bài cuối lộ trình.",
            "Ngày nộp của lần làm đầu tiên.",
            Share(Sum("first_passes"), Sum("first_tries")),
        ),
        Measure(
            "gain",
            "Tiến bộ trước và sau khi học",
            "Điểm trung bình tăng thêm từ bài đầu vào đến bài cuối lộ trình của cùng một người, thang 100 điểm.",
            Counts.POINTS,
            "Điểm bài cuối lộ trình lần đầu trừ điểm bài đầu vào lần đầu, cộng lại.",
            "Số cặp bài của những người đã làm cả hai.",
            "Ngày nộp bài cuối lộ trình.",
            Gain(),
        ),
        Measure(
            "practice_success",
            "Tập thành công trên Điện thoại tập",
            "Trong 100 lần tập, bao nhiêu lần tới đích.",
            Counts.SHARE,
            "Lần tập tới đích, dù có bấm sai hay nhờ gợi ý.",
            "Lần tập tới đích hoặc bỏ dở.",
            "Ngày tới đích hoặc ngày bỏ dở.",
            Share(Sum("finished_runs"), Sum("runs")),
        ),
        Measure(
            "practice_clean",
            "Tập đúng ngay từ đầu",
            "Trong 100 lần tập tới đích, bao nhiêu lần không bấm sai và không nhờ gợi ý.",
            Counts.SHARE,
            "Lần tập tới đích, không bấm sai, không gợi ý.",
            "Lần tập tới đích.",
            "Ngày tới đích.",
            Share(Sum("clean_runs"), Sum("finished_runs")),
        ),
        Measure(
            "scam_detection",
            "Nhận ra lừa đảo",
            "Trong 100 tin lừa đảo đưa ra ở bài thử, bao nhiêu tin bị nhận ra ngay lần trả lời đầu.",
            Counts.SHARE,
            "Tin lừa đảo được nhận ra.",
            "Tin lừa đảo đã đưa ra trong các bài thử làm xong.",
            "Ngày làm xong bài thử.",
            Share(Sum("scams_detected"), Sum("scams_shown")),
            NO_FILTERS,
        ),
        Measure(
            "false_alarms",
            "Báo nhầm tin thật",
            "Trong 100 tin thật đưa ra ở bài thử, bao nhiêu tin bị cho là lừa đảo; càng thấp càng tốt.",
            Counts.SHARE,
            "Tin thật bị cho là lừa đảo.",
            "Tin thật đã đưa ra trong các bài thử làm xong.",
            "Ngày làm xong bài thử.",
            Share(Sum("false_alarms"), Sum("genuine_shown")),
            NO_FILTERS,
        ),
        Measure(
            "satisfaction",
            "Mức hài lòng",
            "Trong 100 lượt đánh giá, bao nhiêu lượt chọn mặt cười; người đánh giá không ghi tên.",
            Counts.SHARE,
            "Lượt đánh giá chọn mặt cười.",
            "Mọi lượt đánh giá trong kỳ.",
            "Ngày đánh giá.",
            NotRecorded(),
        ),
        Measure(
            "helpers",
            "Công người hướng dẫn",
            "Số người được ghi công vì người láng giềng mình dạy đã đạt bài kiểm tra có giám sát.",
            Counts.PEOPLE,
            "Người dạy có ít nhất một người học đạt bài kiểm tra có giám sát.",
            "",
            "Ngày người học đạt.",
            NotRecorded(),
        ),
    )
}


def parts_of(counted: Counted) -> tuple[People | Sum, ...]:
    """What a number is made of: itself, or what is divided and what by."""
    match counted:
        case People() | Sum():
            return (counted,)
        case Share(part=part, whole=whole):
            return part, whole
        case OfRoster(part=part):
            return (part,)
    return ()
