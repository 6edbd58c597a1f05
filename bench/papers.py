"""Certificates: one at a time when the printing room is warm, and a whole class of 200 in one document."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from statistics import median, quantiles
from typing import Any

from bench.figures import Figure, NotHere, measures
from bench.ground import ROOT, Ground

ONES, CLASS = 60, 200
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi", "Đỗ", "Hoàng", "Ngô")
MIDDLE = ("Thị", "Văn", "Đức", "Thị Hồng", "Hữu")
GIVEN = ("Hương", "Thuận", "Nghĩa", "Lượng", "Quyên", "Khoẻ", "Thuỳ", "Đoàn", "Bưởi", "Việt", "Ửng")


@measures("papers")
def papers(_ground: Ground) -> Iterator[Figure]:
    """In a process of its own, so that its peak memory is that of printing and nothing else."""
    done = subprocess.run([sys.executable, "-m", "bench.papers"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(done.stderr.strip()[-300:])
    seen = json.loads(done.stdout)
    one = {"median_ms": seen["median_ms"], "first_ms": seen["first_ms"], "bytes": seen["one_bytes"]}
    many = {"cpu_ms": seen["each_cpu_ms"], "bytes": seen["class_bytes"]}
    yield Figure("certificate-p95", seen["p95_ms"], "ms", most=150, detail=one)
    yield Figure("certificates-200-each", seen["each_ms"], "ms", most=20, detail=many)
    yield Figure("certificates-200-memory", seen["peak_mb"], "MB", most=400, detail={"is": "peak resident set"})


def _paper(number: int) -> Any:
    from certificates.paper import Paper

    name = f"{FAMILY[number % 10]} {MIDDLE[number % 5]} {GIVEN[number % 11]}"
    code = f"{number:03d}K-7Q2M-XW4{number % 8}"
    return Paper(
        holder_name=name,
        course_title="Dịch vụ công trực tuyến từ A đến Z",
        audience_label="Người dân",
        hours=2.5,
        issued_on=date(2026, 11, 5),
        level="self",
        serial=f"{number:04d}/2026/HH",
        code=code,
        verify_url=f"https://hoc.example.vn/xac-minh/{code}",
        parent_body="Ủy ban nhân dân xã Hải Hưng",
        place_name="Hải Hưng",
        issuing_unit="Phòng Văn hóa – Xã hội",
        signer_title="Trưởng phòng",
    )


def _timed(numbers: range) -> tuple[float, int]:
    from certificates.paper import render_papers

    began = time.perf_counter()
    body = render_papers([_paper(number) for number in numbers])
    return 1000 * (time.perf_counter() - began), len(body)


def _report() -> dict[str, float]:
    first, _ = _timed(range(1))
    ones = [_timed(range(number, number + 1)) for number in range(1, ONES + 1)]
    before = time.process_time()
    whole, class_bytes = _timed(range(CLASS))
    cpu = 1000 * (time.process_time() - before)
    times = [took for took, _ in ones]
    return {
        "first_ms": round(first),
        "median_ms": round(median(times), 1),
        "p95_ms": round(quantiles(times, n=20)[-1], 1),
        "one_bytes": max(size for _, size in ones),
        "each_ms": round(whole / CLASS, 2),
        "each_cpu_ms": round(cpu / CLASS, 2),
        "class_bytes": class_bytes,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


if __name__ == "__main__":
    print(json.dumps(_report()))
