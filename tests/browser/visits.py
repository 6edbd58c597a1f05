"""Every page that somebody can see, with everything a page can be: empty, full, refused, gone.

One row a visit: who goes where, what they do there, and which door answers then. Names in braces are sample arguments;
``village.py`` makes the things they stand for. A door of the site that no row leads to fails ``test_every_page.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from learning.core.text import fold


@dataclass(frozen=True)
class Visit:
    """``answers`` is the method and address of the page that is looked at, if it is not the one that was opened."""

    who: str
    address: str
    deed: str = ""
    answers: str = ""
    status: int = 200

    @property
    def door(self) -> tuple[str, str]:
        """Method and path of what is looked at."""
        method, _, path = (self.answers or f"GET {self.address}").partition(" ")
        return method, path.partition("?")[0]

    def __str__(self) -> str:
        return fold(" ".join(filter(None, (self.who, self.address, self.deed))))


OVER = "/can-bo/buoi-hoc/{over}"  # a class that is over
TWINS = "/can-bo/nguoi-hoc/{learner}/gop/{twin}"  # two records of one person

# fmt: off
VISITS = (
    # anybody
    Visit("guest", "/"),
    Visit("guest", "/gioi-thieu"),
    Visit("guest", "/so-lieu"),
    Visit("guest", "/hien-thi"),
    Visit("guest", "/hien-thi", "presses Nhớ trên máy này"),
    Visit("guest", "/quyen-rieng-tu"),
    Visit("guest", "/tim-kiem"),
    Visit("guest", "/tim-kiem?q=dich+vu+cong"),
    Visit("guest", "/tim-kiem?q=khongcogi"),
    Visit("guest", "/khoa-hoc/"),
    Visit("guest", "/khoa-hoc/?doi-tuong=nguoi-dan&nang-luc=an-toan"),
    Visit("guest", "/khoa-hoc/{course}/"),
    Visit("guest", "/khoa-hoc/{course}/{lesson}"),
    Visit("guest", "/khoa-hoc/{course}/{lesson}", "practises"),
    Visit("guest", "/khoa-hoc/{course}/{lesson}", "presses Đã học xong", "GET /khoa-hoc/{course}/{lesson}/da-hoc-xong"),
    Visit("guest", "/khoa-hoc/{withdrawn}/", status=410),
    Visit("guest", "/khoa-nao-cho-toi"),
    Visit("guest", "/khoa-nao-cho-toi?ai=nguoi-dan"),
    Visit("guest", "/khoa-nao-cho-toi?ai=nguoi-dan&viec={wish}"),
    Visit("guest", "/khoa-nao-cho-toi?ai=nguoi-dan&viec={wish}&muc=chua-quen"),
    Visit("guest", "/lo-trinh/nguoi-dan"),
    Visit("guest", "/tren-may"),
    Visit("guest", "/dien-thoai-tap/"),
    Visit("guest", "/dien-thoai-tap/nhan-ra-lua-dao/"),
    Visit("guest", "/dien-thoai-tap/nhan-ra-lua-dao/{guest_test}"),
    Visit("guest", "/dien-thoai-tap/nhan-ra-lua-dao/{guest_test}?da=l&xem=1"),
    Visit("guest", "/dien-thoai-tap/nhan-ra-lua-dao/{guest_test}/ket-qua?da=llllllllll"),
    Visit("guest", "/hoi-xa?bai={course}/{lesson}"),
    Visit("guest", "/hoi-xa", "sends", "POST /hoi-xa", 422),
    Visit("guest", "/hoi-xa/{guest_enquiry}"),
    Visit("guest", "/hoi-dap"),
    Visit("guest", "/buoi-hoc/{over}/cam-nhan"),
    Visit("guest", "/buoi-hoc/{over}/cam-nhan?cam-on=1"),
    Visit("guest", "/kiem-tra/{course}/{quiz}"),
    Visit("guest", "/buoi-hoc/"),
    Visit("guest", "/buoi-hoc/?thon={place}"),
    Visit("guest", "/buoi-hoc/{meeting_code}"),
    Visit("guest", "/buoi-hoc/{meeting_code}", "sends nonsense", "POST /buoi-hoc/{meeting_code}/ghi-ten", 422),
    Visit("guest", "/buoi-hoc/{off}"),
    Visit("guest", "/buoi-hoc/{full}"),
    Visit("guest", "/toi"),
    Visit("guest", "/dang-ky"),
    Visit("guest", "/dang-ky", "sends", "POST /dang-ky", 422),
    Visit("guest", "/dang-ky", "sends nonsense", "POST /dang-ky", 422),
    Visit("guest", "/dang-nhap"),
    Visit("guest", "/dang-nhap", "sends", "POST /dang-nhap", 422),
    Visit("guest", "/dang-nhap", "types a wrong PIN", "POST /dang-nhap", 422),
    Visit("guest", "/the/{card}"),
    Visit("guest", "/ai-dang-hoc"),
    Visit("guest", "/quet-the"),
    Visit("guest", "/quet-the", "sends", "POST /quet-the", 422),
    Visit("guest", "/dang-nhap/can-bo"),
    Visit("guest", "/dang-nhap/can-bo", "sends", "POST /dang-nhap/can-bo", 422),
    Visit("guest", "/xac-minh/"),
    Visit("guest", "/xac-minh/{code}"),
    Visit("guest", "/xac-minh/{revoked}"),
    Visit("guest", "/xac-minh/{replaced}"),
    Visit("guest", "/xac-minh/{erased}"),
    Visit("guest", "/xac-minh/{unknown}", status=404),
    Visit("guest", "/xac-minh/?ma=ABC", answers="GET /xac-minh/ABC", status=404),
    Visit("guest", "/thiet-lap/{token}"),
    Visit("guest", "/thiet-lap/{token}", "sends", "POST /thiet-lap/{token}", 422),
    Visit("guest", "/thiet-lap/khong-con", status=404),
    Visit("guest", "/khong-co-trang-nay", status=404),
    Visit("guest", "/?x=%00", status=400),
    Visit("guest", "/do-vui"),
    Visit("guest", "/do-vui?ma=000000", status=404),
    Visit("guest", "/do-vui/{live_code}"),
    Visit("guest", "/do-vui/{live_code}", "sends", "POST /do-vui/{live_code}/vao", 422),
    Visit("guest", "/do-vui/{live_code}/vao-lai/{rejoin}"),
    Visit("guest", "/do-vui/{live_code}/vao-lai/AAAAAA", status=404),
    # a learner who has come far
    Visit("learner", "/"),
    Visit("learner", "/khoa-hoc/"),
    Visit("learner", "/khoa-hoc/{course}/"),
    Visit("learner", "/khoa-hoc/{course}/{lesson}"),
    Visit("learner", "/khoa-hoc/{course}/{lesson}", "presses Học xong", "GET /khoa-hoc/{course}/{lesson}/da-hoc-xong"),
    Visit("learner", "/lo-trinh/nguoi-dan"),
    Visit("learner", "/kiem-tra/{course}/{quiz}"),
    Visit("learner", "/kiem-tra/{other}/{quiz}"),
    Visit("learner", "/kiem-tra/{begun}/{quiz}"),
    Visit("learner", "/kiem-tra/{path}/{placement}"),
    Visit("learner", "/kiem-tra/luot/{waiting}"),
    Visit("learner", "/kiem-tra/luot/{waiting}", "presses Lưu tạm, làm sau"),
    Visit("learner", "/kiem-tra/luot/{waiting}", "leaves and sends", "POST /kiem-tra/luot/{waiting}/nop", 401),
    Visit("learner", "/kiem-tra/luot/{waiting}", "finds the database locked", "POST /kiem-tra/luot/{waiting}/nop", 503),
    Visit("learner", "/kiem-tra/luot/{passed}/ket-qua"),
    Visit("learner", "/kiem-tra/luot/{failed}/ket-qua"),
    Visit("learner", "/kiem-tra/luot/{placed}/ket-qua"),
    Visit("learner", "/giay-xac-nhan/khoa/{other}"),
    Visit("learner", "/giay-xac-nhan/khoa/{finished}"),
    Visit("learner", "/giay-xac-nhan/{code}"),
    Visit("learner", "/buoi-hoc/{full}"),
    Visit("learner", "/toi"),
    Visit("learner", "/dien-thoai-tap/nhan-ra-lua-dao/{taken}/ket-qua"),
    Visit("learner", "/hoi-xa"),
    Visit("learner", "/hoi-xa/{own_enquiry}"),
    Visit("learner", "/toi/sua"),
    Visit("learner", "/toi/sua", "sends nonsense", "POST /toi/sua", 422),
    Visit("learner", "/toi/nguoi-day"),
    Visit("learner", "/toi/nguoi-day", "sends", "POST /toi/nguoi-day", 422),
    Visit("learner", "/toi/ma-pin"),
    Visit("learner", "/toi/ma-pin", "sends", "POST /toi/ma-pin", 422),
    Visit("learner", "/toi/ma-pin", "leaves and sends", "POST /toi/ma-pin", 401),
    Visit("learner", "/toi/du-lieu"),
    Visit("learner", "/toi/du-lieu", "presses Xóa số điện thoại"),
    Visit("learner", "/toi/xoa"),
    Visit("learner", "/toi/xoa", "sends", "POST /toi/xoa", 422),
    Visit("learner", "/quan-tri/thon", status=403),
    # one who has just come, with a lesson read before
    Visit("newcomer", "/toi"),
    Visit("newcomer", "/kiem-tra/{course}/{quiz}"),
    Visit("newcomer", "/toi/nhan-bai"),
    # two of one phone: the one whose visit this is, and the one before
    Visit("family", "/"),
    Visit("family", "/ai-dang-hoc"),
    Visit("family", "/ai-dang-hoc", "opens what is folded"),
    Visit("family", "/ai-dang-hoc/{daughter}"),
    Visit("family", "/ai-dang-hoc/{daughter}", "sends", "POST /ai-dang-hoc/{daughter}", 422),
    Visit("family", "/toi"),
    # those who work here
    Visit("facilitator", "/can-bo/do-vui/"),
    Visit("facilitator", "/can-bo/do-vui/moi"),
    Visit("facilitator", "/can-bo/do-vui/moi?khoa={course}"),
    Visit("facilitator", "/can-bo/do-vui/moi?khoa={course}&mo-ngan-hang=1"),
    Visit("staff", "/can-bo/do-vui/moi?khoa={course}", "asks nothing", "POST /can-bo/do-vui/moi", 422),
    Visit("staff", "/can-bo/do-vui/{live_id}"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/do-vui"),
    Visit("staff", "/can-bo/do-vui/{live_id}", "opens what is folded"),
    Visit("facilitator", "/can-bo/"),
    Visit("facilitator", "/can-bo/nguoi-hoc"),
    Visit("staff", "/can-bo/thong-ke/dinh-nghia"),
    Visit("facilitator", "/can-bo/thong-ke/cua-toi?ky=nam"),
    Visit("staff", "/can-bo/thong-ke?ky=nam"),
    Visit("staff", "/can-bo/thong-ke?ky=quy&noi={place}&doi-tuong=nguoi-dan"),
    Visit("staff", "/can-bo/thong-ke/tom-tat"),
    Visit("staff", "/can-bo/thong-ke/danh-sach?so=items&ky=nam"),
    Visit("staff", "/can-bo/thong-ke/danh-sach?viec=truot-hai-lan"),
    Visit("staff", "/can-bo/thong-ke/buoi-hoc?ky=nam"),
    Visit("staff", "/can-bo/thong-ke/chua-day"),
    Visit("staff", "/can-bo/thong-ke/cau-hoi/"),
    Visit("staff", "/can-bo/thong-ke/cau-hoi/{course}/{quiz}"),
    Visit("staff", "/can-bo/thong-ke/chi-tieu"),
    Visit("staff", "/can-bo/thong-ke/chi-tieu", "sends", "POST /can-bo/thong-ke/chi-tieu", 422),
    Visit("staff", "/can-bo/thong-ke/nguoi-lon"),
    Visit("staff", "/can-bo/thong-ke/nguoi-lon", "sends", "POST /can-bo/thong-ke/nguoi-lon", 422),
    Visit("staff", "/can-bo/thong-ke/dot"),
    Visit("staff", "/can-bo/thong-ke/dot", "sends", "POST /can-bo/thong-ke/dot", 422),
    Visit("staff", "/can-bo/thong-ke/tai-ve"),
    Visit("staff", "/can-bo/bao-cao"),
    Visit("staff", "/can-bo/bao-cao?ky=nam"),
    Visit("staff", "/can-bo/bao-cao?ky=nam", "opens what is folded"),
    Visit("staff", "/can-bo/bao-cao?mau=doan"),
    Visit("staff", "/can-bo/bao-cao?ky=thang&nam=2020&thang=1"),
    Visit("staff", "/can-bo/bao-cao", "presses Chốt số liệu", "GET /can-bo/bao-cao"),
    Visit("staff", "/can-bo/bao-cao/so-lieu?ky=nam&ma=A1"),
    Visit("staff", "/can-bo/"),
    Visit("staff", "/can-bo/nguoi-hoc?q=nguyen"),
    Visit("staff", "/can-bo/nguoi-hoc?q=khongcoai"),
    Visit("staff", "/can-bo/nguoi-hoc", "presses In thẻ học đã chọn", "POST /can-bo/the-hoc/in", 422),
    Visit("staff", "/can-bo/nguoi-hoc/{learner}"),
    Visit("staff", "/can-bo/nguoi-hoc/{newcomer}"),
    Visit("staff", "/can-bo/nguoi-hoc/{learner}", "opens what is folded"),
    Visit("staff", "/can-bo/nguoi-hoc/{somebody}", "presses Cấp mã PIN", "POST /can-bo/nguoi-hoc/{somebody}/ma-pin"),
    Visit("staff", "/can-bo/nguoi-hoc/{learner}/sua"),
    Visit("staff", "/can-bo/nguoi-hoc/{learner}/sua", "sends nonsense", "POST /can-bo/nguoi-hoc/{learner}/sua", 422),
    Visit("staff", "/can-bo/nguoi-hoc/{learner}/nguoi-day"),
    Visit("staff", "/can-bo/nguoi-hoc/{learner}/nguoi-day", "sends", "POST /can-bo/nguoi-hoc/{learner}/nguoi-day", 422),
    Visit("staff", "/can-bo/nguoi-hoc/{somebody}/doi-the"),
    Visit("staff", "/can-bo/nguoi-hoc/co-the-trung"),
    Visit("staff", "/can-bo/nguoi-hoc/{twin}/gop"),
    Visit("staff", "/can-bo/nguoi-hoc/{learner}/gop?q=khongcoai"),
    Visit("staff", TWINS),
    Visit("staff", TWINS, "sends", f"POST {TWINS}", 422),
    Visit("staff", "/can-bo/nguoi-hoc/moi"),
    Visit("staff", "/can-bo/nguoi-hoc/moi", "sends", "POST /can-bo/nguoi-hoc/moi", 422),
    Visit("staff", "/can-bo/nguoi-hoc/moi", "enrols", "POST /can-bo/nguoi-hoc/moi"),
    Visit("staff", "/can-bo/nguoi-hoc/moi", "enrols", "POST /can-bo/nguoi-hoc/moi", 422),
    Visit("staff", "/can-bo/tram/"),
    Visit("staff", "/can-bo/tram/", "presses Lấy bản mang theo", "POST /can-bo/tram/", 422),
    Visit("staff", "/can-bo/tram/", "takes a copy along", "POST /can-bo/tram/"),
    Visit("staff", "/can-bo/tram/nhan"),
    Visit("staff", "/can-bo/tram/nhan", "sends", "POST /can-bo/tram/nhan", 422),
    Visit("staff", "/can-bo/tram/can-quyet"),
    Visit("staff", "/can-bo/danh-sach/"),
    Visit("staff", "/can-bo/danh-sach/", "sends", "POST /can-bo/danh-sach/", 422),
    Visit("staff", "/can-bo/danh-sach/", "sends a picture as a roster", "POST /can-bo/danh-sach/", 422),
    Visit("staff", "/can-bo/danh-sach/", "sends a roster", "GET /can-bo/danh-sach/{roster}"),
    Visit("staff", "/can-bo/danh-sach/{roster}?xem=sai"),
    Visit("staff", "/can-bo/danh-sach/{roster}?xem=moi"),
    Visit("staff", "/can-bo/danh-sach/{roster}?xem=can-xem", "presses Lưu", "GET /can-bo/danh-sach/{roster}"),
    Visit("staff", "/can-bo/den-tan-nha"),
    Visit("staff", "/can-bo/den-tan-nha?xem=toi"),
    Visit("staff", "/can-bo/den-tan-nha/ghi"),
    Visit("staff", "/can-bo/den-tan-nha/ghi?tim=hoa", "opens what is folded"),
    Visit("staff", "/can-bo/den-tan-nha/ghi", "sends", "POST /can-bo/den-tan-nha/ghi", 422),
    Visit("staff", "/can-bo/den-tan-nha/{at_home}", "opens what is folded"),
    Visit("staff", "/can-bo/den-tan-nha/{at_home}", "sends nonsense", "POST /can-bo/den-tan-nha/{at_home}", 422),
    Visit("staff", "/can-bo/buoi-hoc/"),
    Visit("staff", "/can-bo/buoi-hoc/moi"),
    Visit("staff", "/can-bo/buoi-hoc/moi", "sends nonsense", "POST /can-bo/buoi-hoc/moi", 422),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}"),
    Visit("staff", "/can-bo/buoi-hoc/{over}"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/sua"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/sua", "sends nonsense", "POST /can-bo/buoi-hoc/{meeting}/sua", 422),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/huy"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/huy", "sends", "POST /can-bo/buoi-hoc/{meeting}/huy", 422),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/nguoi-ghi-ten"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/ket-qua"),
    Visit("staff", "/can-bo/buoi-hoc/{over}/ket-qua"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/giay-xac-nhan"),
    Visit("staff", "/can-bo/buoi-hoc/{over}/giay-xac-nhan"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/diem-danh"),
    Visit("staff", "/can-bo/buoi-hoc/{over}/diem-danh?xem=ghi-ten"),
    Visit("staff", f"{OVER}/diem-danh", "presses Ghi", f"POST {OVER}/nguoi-den-them", 422),
    Visit("staff", "/can-bo/buoi-hoc/{over}/diem-danh", "counts nonsense", "POST /can-bo/buoi-hoc/{over}/khach", 422),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/ma-tuong"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/anh"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/anh", "presses Lưu ảnh", "POST /can-bo/buoi-hoc/{meeting}/anh", 422),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/san-sang"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/giam-sat"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/nguoi-day"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/nguoi-day?xem=ca-thon"),
    Visit("staff", f"{OVER}/nguoi-day", "sends nonsense", f"POST {OVER}/nguoi-day", 422),
    Visit("staff", "/can-bo/buoi-hoc/{over}/giam-sat"),
    Visit("staff", "/can-bo/buoi-hoc/{meeting}/bai-giay"),
    Visit("staff", "/can-bo/buoi-hoc/{over}/bai-giay"),
    Visit("staff", "/can-bo/buoi-hoc/{over}/bai-giay", "enters nonsense", "POST /can-bo/buoi-hoc/{over}/bai-giay", 422),
    Visit("admin", "/can-bo/buoi-hoc/diem-danh-cho-duyet"),
    Visit("learner", "/kiem-tra-co-giam-sat/{course}/{quiz}"),
    Visit("guest", "/buoi-hoc/diem-danh/{slip}"),
    Visit("learner", "/buoi-hoc/diem-danh/{slip}"),
    Visit("guest", "/buoi-hoc/diem-danh/{slip}", "sends", "POST /buoi-hoc/diem-danh/{slip}", 422),
    Visit("guest", "/buoi-hoc/diem-danh/xong/{meeting}"),
    Visit("guest", "/buoi-hoc/diem-danh/cu", status=410),
    Visit("staff", "/can-bo/vuong-mac"),
    Visit("staff", "/can-bo/vuong-mac?loc=xong"),
    Visit("staff", "/can-bo/vuong-mac/{asked}"),
    Visit("staff", "/can-bo/vuong-mac/{answered_enquiry}"),
    Visit("staff", "/can-bo/vuong-mac/{asked}", "sends", "POST /can-bo/vuong-mac/{asked}/tra-loi", 422),
    Visit("staff", "/can-bo/cam-nhan"),
    Visit("staff", "/can-bo/bai-hoc/"),
    Visit("staff", "/can-bo/bai-hoc/{course}/{lesson}"),
    Visit("staff", "/can-bo/bai-hoc/{course}/{lesson}/trinh-chieu"),
    Visit("staff", "/can-bo/bai-hoc/{course}/{lesson}/trinh-chieu?trang=4"),
    Visit("staff", "/can-bo/bai-hoc/{course}/{lesson}/trinh-chieu?trang=4&xem=nguoi-day"),
    Visit("staff", "/can-bo/bo-tai-lieu/"),
    Visit("staff", "/can-bo/bo-tai-lieu/{course}"),
    Visit("staff", "/can-bo/bo-tai-lieu/{path}"),
    Visit("staff", "/can-bo/bo-tai-lieu/{course}/{quiz}/de-giay"),
    Visit("staff", "/can-bo/giay-xac-nhan"),
    Visit("staff", "/can-bo/giay-xac-nhan?khoa=khong-co"),
    Visit("staff", "/can-bo/giay-xac-nhan", "presses In những giấy đã chọn", "POST /can-bo/giay-xac-nhan/in", 422),
    Visit("staff", "/can-bo/giay-xac-nhan/{code}"),
    Visit("staff", "/can-bo/giay-xac-nhan/{replaced}"),
    Visit("staff", "/can-bo/giay-xac-nhan/{code}/thu-hoi"),
    Visit("staff", "/can-bo/giay-xac-nhan/{code}/thu-hoi", "sends", "POST /can-bo/giay-xac-nhan/{code}/thu-hoi", 422),
    Visit("staff", "/can-bo/giay-xac-nhan/{code}/cap-lai"),
    Visit("staff", "/can-bo/giay-xac-nhan/{code}/cap-lai", "sends", "POST /can-bo/giay-xac-nhan/{code}/cap-lai", 422),
    # the administrator
    Visit("admin", "/can-bo/"),
    Visit("admin", "/quan-tri/"),
    Visit("admin", "/quan-tri/can-bo"),
    Visit("admin", "/quan-tri/can-bo/{helper}"),
    Visit("admin", "/quan-tri/can-bo/{helper}", "opens what is folded"),
    Visit("admin", "/quan-tri/can-bo/{helper}", "presses Giao việc", "POST /quan-tri/can-bo/{helper}/giao-viec", 422),
    Visit("admin", "/quan-tri/can-bo/{helper}", "presses Tạo liên kết", "POST /quan-tri/can-bo/{helper}/lien-ket"),
    Visit("admin", "/quan-tri/can-bo/moi"),
    Visit("admin", "/quan-tri/can-bo/moi", "sends", "POST /quan-tri/can-bo/moi", 422),
    Visit("admin", "/quan-tri/can-bo/moi", "takes on", "POST /quan-tri/can-bo/moi"),
    Visit("admin", "/quan-tri/can-bo/tu-the"),
    Visit("admin", "/quan-tri/can-bo/tu-the?ma=123"),
    Visit("admin", "/quan-tri/can-bo/tu-the?ma={card}"),
    Visit("admin", "/quan-tri/can-bo/tu-the?ma={card}", "sends", "POST /quan-tri/can-bo/tu-the", 422),
    Visit("admin", "/quan-tri/can-bo/tu-the?ma={card}", "takes on", "POST /quan-tri/can-bo/tu-the"),
    Visit("admin", "/quan-tri/thon"),
    Visit("admin", "/quan-tri/thon", "sends", "POST /quan-tri/thon", 422),
    Visit("admin", "/quan-tri/thon/{place}"),
    Visit("admin", "/quan-tri/thon/{closed}"),
    Visit("admin", "/quan-tri/thon/{place}", "sends nonsense", "POST /quan-tri/thon/{place}", 422),
    Visit("admin", "/quan-tri/thiet-lap"),
    Visit("admin", "/quan-tri/thiet-lap", "sends too much", "POST /quan-tri/thiet-lap", 422),
    Visit("admin", "/quan-tri/nhat-ky"),
    Visit("admin", "/quan-tri/nhat-ky?viec=withdraw_course"),
    Visit("admin", "/quan-tri/khoa-hoc/"),
    Visit("admin", "/quan-tri/khoa-hoc/{republished}"),
    Visit("admin", "/quan-tri/khoa-hoc/{withdrawn}"),
    Visit("admin", "/quan-tri/khoa-hoc/{course}/{lesson}/thu-am"),
    Visit("admin", "/quan-tri/khoa-hoc/{republished}/dang/{revision}"),
    Visit("admin", "/quan-tri/khoa-hoc/{republished}/go-xuong"),
)
# fmt: on

# Doors that show no page of their own, and why.
NOT_PAGES = {
    "GET /can-bo/bao-cao/tai-ve.docx": "a paper for Word; read back in tests/reports/papers",
    "GET /can-bo/bao-cao/tai-ve.pdf": "the same to print",
    "GET /khoa-hoc/<course>/tai-ve.json": "what the phone saves of a course; test_offline.py",
    "GET /manifest.webmanifest": "what a phone reads to keep the site on its first screen",
    "GET /sw.js": "the service worker; test_offline.py",
    "GET /can-bo/buoi-hoc/<uuid:meeting_id>/to-diem-danh.pdf": "a sheet to sign; read back in tests/training/rollcall",
    "GET /can-bo/buoi-hoc/<uuid:meeting_id>/anh/<uuid:photo_id>.jpg": "a photograph",
    "GET /can-bo/do-vui/<uuid:live_id>/trang-thai": "what the wall's script asks",
    "GET /giay-xac-nhan/<code>.pdf": "a paper; read back in test_learning.py",
    "GET /giay-xac-nhan/khoa/<course>/xem-thu.pdf": "a paper",
    "GET /giay-xac-nhan/<code>.png": "a paper as a picture",
    "GET /toi/the-hoc.pdf": "a card",
    "POST /can-bo/the-hoc/in": "cards",
    "GET /can-bo/tram/<uuid:hub_id>/ban-mang-theo": "a file; loaded in tests/training/hub",
    "GET /can-bo/danh-sach/<uuid:roster_id>/can-sua.xlsx": "a spreadsheet; read back in tests/training/roster",
    "GET /can-bo/viec/<uuid:job_id>": "a bar whose address is made with the work; seen in tests/learning/jobs",
    "GET /can-bo/viec/<uuid:job_id>/tien-do": "a few bytes for the script of that page",
    "GET /can-bo/viec/<uuid:job_id>/tep": "a file",
    "GET /can-bo/bai-hoc/<course>/<lesson>/trinh-chieu.pdf": "slides to carry along",
    "GET /can-bo/bai-hoc/<course>/<lesson>/to-phat.pdf": "a handout",
    "GET /can-bo/bo-tai-lieu/<course>/to-phat.pdf": "handouts",
    "POST /can-bo/bo-tai-lieu/<course>/<quiz>/de-giay": "papers; read back in tests/training/kit",
    "POST /can-bo/bo-tai-lieu/<course>/<quiz>/dap-an": "a key; read back in tests/training/kit",
    "POST /can-bo/giay-xac-nhan/in": "papers; read back in test_office.py",
    "GET /khoa-hoc/<course>/tep/<digest>/<name>": "a picture",
    "GET /khoa-hoc/<course>/ghi-am/<digest>": "a sound",
    "POST /quan-tri/khoa-hoc/<course>/<lesson>/thu-am": "shown by the script where it stands; test_heard_and_seen.py",
    "GET /tinh/<digest>/<path:name>": "styles, scripts, icons",
    "GET /buoi-hoc/<code>.ics": "a calendar",
    "GET /buoi-hoc/lich/<int(max=2147483647):place_id>.ics": "a calendar",
    "GET /can-bo/buoi-hoc/<uuid:meeting_id>/ap-phich.pdf": "a poster",
    "GET /can-bo/buoi-hoc/<uuid:meeting_id>/bao-cao.pdf": "a paper; read back in test_outcome.py",
    "GET /can-bo/buoi-hoc/<uuid:meeting_id>/bao-cao.docx": "the same for Word",
    "GET /suc-khoe": "a line for the watchdog",
    "GET /toi/du-lieu.json": "a file",
}


def do(deed: str, page: Page) -> None:
    """What a row says somebody does on the page."""
    kind, _, words = deed.partition(" ")
    if kind == "presses":
        _unfolds(page)
        page.locator("main").get_by_role("button", name=words).first.click()
    elif deed:
        DEEDS[deed](page)
    page.wait_for_load_state()


def _sends(page: Page) -> None:
    page.locator("main form[method=post] button[type=submit]:not([formaction]):visible").first.click()


def _sends_nonsense(page: Page) -> None:
    _fills_all(page, "%")
    _sends(page)


def _sends_too_much(page: Page) -> None:
    _fills_all(page, "Rất dài " * 60)
    _sends(page)


def _fills_all(page: Page, words: str) -> None:
    for field in page.locator(
        "main form[method=post] input:not([type=hidden]):not([type=radio]):not([type=checkbox])"
    ).all():
        field.evaluate("(field, words) => { field.removeAttribute('maxlength'); field.value = words; }", words)


def _types_a_wrong_pin(page: Page) -> None:
    page.locator("#identifier").fill("123456789")
    page.locator("#pin").fill("907154")
    _sends(page)


def _leaves_and_sends(page: Page) -> None:
    kept = page.context.cookies()
    page.context.clear_cookies()
    _sends(page)
    page.wait_for_load_state()
    page.context.add_cookies(kept)  # type: ignore[arg-type]


def _practises(page: Page) -> None:
    for question in page.locator(".practice").all():
        question.locator("label").first.click()


def _unfolds(page: Page) -> None:
    for folded in page.locator("main details:not([open]) > summary").all()[
        ::-1
    ]:  # the last first: opened ones drop out
        folded.click()


def _enrols(page: Page) -> None:
    page.locator("#full_name").fill("Cao Thị Hai Lần")
    page.get_by_text("Người dân", exact=True).click()
    page.locator("#birth_year").fill("1958")
    page.locator("label[for=may_record]").click()
    _sends(page)


ROSTER_ID = "01900000-0000-7000-8000-00000000da5c"
ROSTER = (
    "DANH SÁCH LỚP\nSTT,Họ và tên,Năm sinh,Thôn,Điện thoại\n1,Đinh Thị Mẫu Sáu,1958,,0912345099\n"
    "2,Đinh Thị Mẫu Sáu,1958,,0912345098\n3,Đinh Văn Mẫu,10,,\n4,Đinh Văn Mẫu Bảy,1950,Thôn Không Có,\n"
)


def _takes_a_copy_along(page: Page) -> None:
    page.locator("[name=noi]").first.check()
    page.get_by_role("button", name="Lấy bản mang theo").click()


def _sends_a_roster(page: Page) -> None:
    page.locator("[name=roster_id]").evaluate(f"field => {{ field.value = '{ROSTER_ID}'; }}")
    body = ROSTER.encode()
    page.locator("#tep").set_input_files({"name": "lop.csv", "mimeType": "text/csv", "buffer": body})
    _sends(page)


def _sends_a_picture_as_a_roster(page: Page) -> None:
    picture = {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 JFIF"}
    page.locator("#tep").set_input_files(picture)
    _sends(page)


def _counts_nonsense(page: Page) -> None:
    page.locator("#number").fill("nhiều")
    page.get_by_role("button", name="Ghi số khách").click()


def _enters_nonsense(page: Page) -> None:
    page.locator("input[name^=kq-]").first.fill("nhiều lắm")
    page.get_by_role("button", name="Ghi kết quả").click()


def _takes_on(page: Page) -> None:
    if page.locator("#full_name").count():
        page.locator("#full_name").fill("Cao Văn Giúp")
    page.locator("#login_name").fill("giup" if page.locator("#full_name").count() else "giup.the")
    page.locator(".choice label", has_text="Người hướng dẫn lớp").click()
    _sends(page)


def _asks_nothing(page: Page) -> None:
    for label in page.locator("input[name=cau]:checked + label").all()[::-1]:
        label.click()
    _sends(page)


DEEDS = {
    "counts nonsense": _counts_nonsense,
    "enters nonsense": _enters_nonsense,
    "asks nothing": _asks_nothing,
    "sends": _sends,
    "sends nonsense": _sends_nonsense,
    "sends too much": _sends_too_much,
    "types a wrong PIN": _types_a_wrong_pin,
    "leaves and sends": _leaves_and_sends,
    "finds the database locked": _sends,
    "practises": _practises,
    "opens what is folded": _unfolds,
    "enrols": _enrols,
    "takes on": _takes_on,
    "takes a copy along": _takes_a_copy_along,
    "sends a roster": _sends_a_roster,
    "sends a picture as a roster": _sends_a_picture_as_a_roster,
}
