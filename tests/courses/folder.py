"""A small faultless course folder that a test can write anywhere and break in one place."""

from __future__ import annotations

import shutil
from pathlib import Path

from courses.faults import PackageFaulty
from courses.package import read_package
from learning.questions.gift_faults import Fault

SLUG = "giu-ma-otp"
COURSE = """\
title = "Giữ mã OTP"
summary = "Biết vì sao không đọc mã OTP cho ai"
audiences = ["residents"]
competencies = ["an-toan"]
hours = 1.5
order = 7
cover = "media/khoa.svg"
gains = ["Không đọc mã OTP cho ai"]

[[quizzes]]
slug = "kiem-tra-cuoi-khoa"
title = "Kiểm tra cuối khóa"
bank = "kiem-tra-cuoi-khoa.gift"
draw = 2
pass_mark = 50
"""
LESSON = """\
+++
title = "Mã OTP là gì"
minutes = 4
goal = "Bà con biết mã OTP để làm gì."
competencies = ["an-toan"]
sources = ["Luật 91/2025/QH15, Điều 16"]
checked = 2026-11-22
+++
## Mã gửi vào máy

Ngân hàng gửi **sáu số** vào máy của bà con.

![Tin nhắn có sáu chữ số](media/khoa.svg)

---

## Thử trả lời

```gift
Có người gọi xin mã OTP. Bà làm gì? {
=Tắt máy#Đúng. Không đọc mã cho ai.
~Đọc mã#Chưa đúng. Ai có mã là lấy được tiền.
####Cán bộ thật không hỏi mã.
}
```
"""
SECOND_LESSON = """\
+++
title = "Khi đã lỡ đọc mã"
minutes = 5
goal = "Bà con biết gọi ai khi lỡ đọc mã."
competencies = ["an-toan"]
sources = []
checked = 2026-11-22
+++
## Gọi ngân hàng ngay

::: hoi-ai
Công an xã: {{xa:so-cong-an-xa}}.
:::
"""
BANK = """\
// [id:otp-01] [tag:an-toan] [tag:bai-ma-otp]
::Người lạ xin mã::Người lạ xin mã OTP. Bà làm gì? {
=Tắt máy#Đúng rồi.
~Đọc mã#Chưa đúng. Mã là chìa khóa.
####Không đọc mã cho ai.
}

// [id:otp-02] [tag:an-toan] [tag:bai-lo-doc-ma]
::Lỡ đọc mã::Lỡ đọc mã thì gọi ngân hàng ngay. {TRUE#Chưa đúng. Gọi càng sớm càng tốt.#Đúng rồi.}
"""
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180">
<rect width="320" height="180" fill="#fff"/>
</svg>
"""
FILES = {
    "course.toml": COURSE,
    "01-ma-otp.md": LESSON,
    "02-lo-doc-ma.md": SECOND_LESSON,
    "kiem-tra-cuoi-khoa.gift": BANK,
    "media/khoa.svg": DRAWING,
}


def course_folder(where: Path, changed: dict[str, str | bytes | None] | None = None, slug: str = SLUG) -> Path:
    """Write the folder anew with some files changed, added, or (None) left out."""
    folder = where / slug
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in (FILES | (changed or {})).items():
        if content is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """Everything that is wrong with the folder; empty when it can be published."""
    try:
        read_package(folder)
    except PackageFaulty as faulty:
        return faulty.faults
    return ()


def the_fault(folder: Path) -> tuple[str, int, str]:
    """The only fault of the folder: file, line and the whole sentence; a second fault fails the test."""
    (fault,) = faults_of(folder)
    assert fault.message_vi and fault.remedy_vi, "a fault says what is wrong and how to mend it"
    return fault.file, fault.line, str(fault)
