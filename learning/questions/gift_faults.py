"""What can be wrong with a GIFT file, said to its author in Vietnamese with the remedy.

A reader reports every fault it meets to a `FaultLog` and goes on; the log is settled once, at the file's end.
"""

from dataclasses import dataclass, field

_SENTENCES: dict[str, tuple[str, str]] = {
    "close_brace_missing": (
        "Dấu { mở phần đáp án ở đây nhưng không có dấu } đóng lại.",
        "Thêm } sau đáp án cuối cùng, trước dòng trống.",
    ),
    "open_brace_missing": (
        "Có dấu } nhưng trước nó không có dấu { mở phần đáp án.",
        "Thêm { trước đáp án đầu tiên, hoặc viết \\} nếu đây là chữ thường.",
    ),
    "stray_brace": (
        "Dấu {brace} thừa: mỗi câu hỏi chỉ có một phần đáp án trong { }.",
        "Viết \\{brace} nếu đây là chữ thường, hoặc xóa đi.",
    ),
    "blank_inside": (
        "Có dòng trống ở giữa phần đáp án.",
        "Xóa dòng trống này: dòng trống chỉ dùng để ngăn hai câu hỏi.",
    ),
    "two_questions": (
        "Câu hỏi mới bắt đầu ngay sau câu trước mà không có dòng trống.",
        "Thêm một dòng trống phía trên dòng này.",
    ),
    "category_not_alone": (
        "Ngay dưới dòng $CATEGORY còn có chữ khác.",
        "Thêm một dòng trống giữa dòng $CATEGORY và dòng này.",
    ),
    "category_empty": (
        "Dòng $CATEGORY chưa có tên nhóm.",
        "Viết tên nhóm sau dấu hai chấm, thí dụ: $CATEGORY: an-toan/mat-khau",
    ),
    "lonely_comment": (
        "Dòng // có [id:…] hoặc [tag:…] không đứng liền với câu hỏi nào.",
        "Xóa dòng trống giữa dòng này và câu hỏi của nó.",
    ),
    "title_open": (
        "Tên câu hỏi mở bằng :: nhưng không có :: đóng lại.",
        "Viết ::Tên câu hỏi:: rồi mới đến nội dung câu hỏi.",
    ),
    "unknown_escape": (
        "Không hiểu ký hiệu {escape}.",
        "Chỉ dùng \\~ \\= \\# \\{ \\} \\: \\n; muốn viết dấu gạch chéo ngược thì viết \\\\.",
    ),
    "no_text": (
        "Câu hỏi chưa có nội dung.",
        "Viết nội dung câu hỏi trước dấu {.",
    ),
    "no_right_answer": (
        "Câu hỏi chưa có đáp án nào đúng hoàn toàn.",
        "Đặt dấu = trước đáp án đúng; nếu có nhiều đáp án đúng thì ghi tỉ lệ, thí dụ ~%50%.",
    ),
    "weights_sum": (
        "Các tỉ lệ đúng cộng lại được {total} %, không phải 100 %.",
        "Sửa các số giữa hai dấu % để cộng lại đúng 100 (ba đáp án đúng thì mỗi đáp án 33.33333).",
    ),
    "weight_unknown": (
        "Moodle không có mức {weight} %.",
        "Dùng mức gần nhất mà Moodle có: {nearest}.",
    ),
    "bad_weight": (
        "Tỉ lệ {weight} không phải là số.",
        "Viết số với dấu chấm thập phân, thí dụ %50% hoặc %33.33333%.",
    ),
    "weight_on_right": (
        "Sau dấu = của câu chọn đáp án không ghi tỉ lệ: dấu = đã là 100 %.",
        "Bỏ phần %…%, hoặc thay dấu = bằng dấu ~.",
    ),
    "duplicate_id": (
        "Mã câu hỏi “{id}” đã dùng ở dòng {first}.",
        "Đặt cho câu này một mã khác, chưa dùng bao giờ.",
    ),
    "bad_number": (
        "“{number}” không phải là số viết đúng cách.",
        "Viết bằng chữ số với dấu chấm thập phân, không ngăn hàng nghìn: 1822, 3.14, 3.14:0.01 hoặc 1..5.",
    ),
    "range_backwards": (
        "Khoảng số viết ngược: số đầu lớn hơn số cuối.",
        "Viết số nhỏ trước, thí dụ 1..5.",
    ),
    "negative_tolerance": (
        "Sai số cho phép là số âm.",
        "Viết sai số từ 0 trở lên, thí dụ 1822:2.",
    ),
    "stray_hash": (
        "Dấu # thừa trong một đáp án.",
        "Viết \\# nếu đây là chữ thường; lời giải thích chung đặt sau bốn dấu ####.",
    ),
    "stray_equals": (
        "Dấu = dính giữa chữ nên bị hiểu là một đáp án mới.",
        "Viết \\= nếu đây là chữ thường (thí dụ trong địa chỉ trang), hoặc đưa đáp án xuống dòng mới.",
    ),
    "loose_text": (
        "Có chữ đứng trước dấu = hoặc ~ đầu tiên trong phần đáp án.",
        "Đặt = (đúng) hoặc ~ (sai) trước mỗi đáp án.",
    ),
    "empty_answer": (
        "Có một đáp án bỏ trống.",
        "Viết nội dung đáp án, hoặc xóa dấu thừa.",
    ),
    "one_answer": (
        "Câu chọn đáp án chỉ có một đáp án.",
        "Viết ít nhất hai đáp án.",
    ),
    "truth_lower_case": (
        "“{word}” phải viết bằng chữ in hoa.",
        "Viết {upper}.",
    ),
    "arrow_missing": (
        "Một dòng của câu ghép cặp không có mũi tên ->.",
        "Viết = vế trái -> vế phải. Nếu đây là câu điền chữ thì viết mũi tên là →.",
    ),
    "right_side_missing": (
        "Sau mũi tên -> chưa có vế phải.",
        "Viết vế phải sau mũi tên.",
    ),
    "few_pairs": (
        "Câu ghép cặp có ít hơn hai cặp.",
        "Viết ít nhất hai cặp. Nếu đây là câu điền chữ thì viết mũi tên là →.",
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a file, where it stands and how to mend it."""

    file: str
    line: int
    message_vi: str
    remedy_vi: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message_vi} {self.remedy_vi}"


class GiftErrors(ValueError):
    """A GIFT file with faults; carries all of them, in the order of their lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(slots=True)
class FaultLog:
    """Collects the faults of one file."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def add(self, line: int, code: str, **values: object) -> None:
        """Note one fault; `values` fill the blanks of its sentences."""
        message, remedy = (_filled(sentence, values) for sentence in _SENTENCES[code])
        self.faults.append(Fault(self.file, line, message, remedy, code))

    def settle(self) -> None:
        """Raise everything that was noted, if anything was."""
        if self.faults:
            raise GiftErrors(tuple(sorted(dict.fromkeys(self.faults), key=lambda fault: fault.line)))


def _filled(sentence: str, values: dict[str, object]) -> str:
    # Not str.format: the sentences speak about braces.
    for name, value in values.items():
        sentence = sentence.replace("{" + name + "}", str(value))
    return sentence
