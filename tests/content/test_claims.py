"""What no course may state: claims that are outdated, unproven, or nobody's to make. Wrong answers of questions may."""

from __future__ import annotations

import re

import pytest

from tests.content.packages import EVERY_COURSE, prose_of

# What is banned, and (if anything) the words that make it right to mention it: in the same sentence, or after "~" in
# the same paragraph or question; there, what stands in quotation marks is somebody else's mistake to be looked at.
CLAIMS = {
    "tasks, marks or forms of decision 757, whose annex nobody here has read": (r"757/QĐ", ""),
    "a paper of the commune that is worth as much as one of the State": (
        r"giá trị (?:như|ngang|tương đương|thay)[^.]{0,40}(?:quốc gia|Nhà nước|Bộ )",
        "không",
    ),
    "targets in percent for the commune, which its plan does not have": (
        r"Hải Hưng[^.\n]{0,100}\d ?%|\d ?%[^.\n]{0,60}Hải Hưng",
        "",
    ),
    "what stands in decision 1169 or plan 192": (r"1169/QĐ|192/KH", ""),
    "hotlines that were not checked": (r"\b1[89]00[ .]?\d{3,4}\b", ""),
    "warning sites that do not answer or belong to private people": (r"khonggianmang\.vn|chongluadao", ""),
    "thresholds of turnover that no longer hold": (
        (
            r"(?:doanh thu|hộ kinh doanh|ngưỡng)[^.\n]{0,80}\b[125]00 triệu"
            r"|\b[125]00 triệu(?: đồng)?[^.\n]{0,40}(?:doanh thu|một năm|mỗi năm|/năm)"
        ),
        "hết hiệu lực|không còn|đã bỏ|trước đây",
    ),
    "invoices after decrees 123/2020 or 70/2025": (
        r"\b(?:70/2025|123/2020)\b",
        "~hết hiệu lực|không còn|bị thay|thay thế|cũ",
    ),
    "decree 13/2023 as if it held": (r"\b13/2023\b", "~hết hiệu lực|không còn|thay"),
    "market places that were not checked": (r"\b(?:Voso|Postmart|Vỏ Sò)\b", ""),
    "Sendo as if it were open": (r"\bSendo\b", "~đóng|ngừng|dừng"),
    "transfers that never cost anything": (
        (
            r"chuyển (?:khoản|tiền)[^.\n]{0,40}(?:luôn|hoàn toàn|đều|bao giờ cũng) (?:được )?(?:miễn phí|không mất phí)"
            r"|(?:mọi|tất cả|các) ngân hàng (?:đều )?miễn phí"
        ),
        "không phải|tùy|chưa chắc",
    ),
    "public services that never cost anything": (
        r"dịch vụ công[^.\n]{0,60}(?:luôn|đều|hoàn toàn) (?:là )?(?:0 đồng|miễn phí)",
        "không phải|tùy|chưa chắc",
    ),
    "accounts that are deleted at the end of 2026": (
        r"31/12/2026[^.\n]{0,120}(?:xóa|khóa|mất)|chưa liên kết VNeID[^.\n]{0,60}bị xóa",
        "",
    ),
    "how many people, households or thôn the commune has": (
        r"Hải Hưng[^.\n]{0,60}\b\d[\d.]* (?:người|hộ|nhân khẩu|thôn)\b",
        "",
    ),
    "provincial portals of public services as if they were open": (
        r"dichvucong\.(?:haiphong|haiduong)|Cổng dịch vụ công (?:của )?(?:tỉnh|thành phố)",
        "đóng|không còn|ngừng",
    ),
    "districts as if they were there": (
        r"(?:UBND|Ủy ban nhân dân|Công an|cán bộ) huyện|huyện Thanh Miện",
        "~cũ|không còn|trước",
    ),
    "the tax by flat rate as if it were there": (r"(?:nộp|đóng) thuế khoán", "~bỏ|không còn|hết|trước|thay"),
}
SENTENCE = re.compile(r"[^.!?\n]*(?:\.(?!\s|$)[^.!?\n]*)*[.!?\n]?")


def breaches(text: str, banned: str, unless: str) -> list[str]:
    """The sentences that make the claim and say nothing that makes it right."""
    return [sentence for block in re.split(r"\n\s*\n", text) for sentence in _breaches(block, banned, unless)]


def _breaches(block: str, banned: str, unless: str) -> list[str]:
    excused = re.compile(unless.lstrip("~"), re.IGNORECASE) if unless else None
    if unless.startswith("~"):
        block = re.sub(r"“[^”]*”|\"[^\"]*\"", "“…”", block)
    found = [sentence for sentence in SENTENCE.findall(block) if re.search(banned, sentence, re.IGNORECASE)]
    return [each.strip() for each in found if not (excused and excused.search(block if unless[0] == "~" else each))]


@EVERY_COURSE
@pytest.mark.parametrize("claim", CLAIMS)
def test_no_course_states(folder, claim):
    found = {name: breaches(text, *CLAIMS[claim]) for name, text in prose_of(folder).items()}
    assert {name: sentences for name, sentences in found.items() if sentences} == {}


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("hotlines that were not checked", "Bà con gọi 1900 0368 để báo."),
        (
            "a paper of the commune that is worth as much as one of the State",
            "Giấy này có giá trị như xác nhận quốc gia.",
        ),
        ("targets in percent for the commune, which its plan does not have", "Xã Hải Hưng phấn đấu 80% người dân."),
        ("thresholds of turnover that no longer hold", "Doanh thu dưới 100 triệu một năm thì không phải nộp thuế."),
        ("decree 13/2023 as if it held", "Theo Nghị định 13/2023/NĐ-CP, phải xin phép."),
        ("transfers that never cost anything", "Chuyển khoản qua VietQR luôn miễn phí."),
        ("accounts that are deleted at the end of 2026", "Từ 31/12/2026, tài khoản sẽ bị xóa."),
        ("how many people, households or thôn the commune has", "Xã Hải Hưng có 21.000 người."),
        ("Sendo as if it were open", "Mở Sendo rồi đăng bán."),
        ("the tax by flat rate as if it were there", "Cứ ba tháng nộp thuế khoán một lần."),
    ],
)
def test_the_rule_itself_catches_the_claim(claim, sentence):
    assert breaches(sentence, *CLAIMS[claim])


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (
            "a paper of the commune that is worth as much as one of the State",
            "Giấy này không có giá trị như giấy của Nhà nước.",
        ),
        ("decree 13/2023 as if it held", "Nghị định 356/2025/NĐ-CP thay Nghị định 13/2023/NĐ-CP."),
        ("Sendo as if it were open", "Sàn Sendo đã đóng."),
        ("the tax by flat rate as if it were there", "Từ 01/01/2026 đã bỏ việc nộp thuế khoán."),
    ],
)
def test_the_rule_lets_the_truth_pass(claim, sentence):
    assert breaches(sentence, *CLAIMS[claim]) == []
