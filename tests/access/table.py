"""Who gets what at every door: one row a method and rule, one column a person. A new route without a row fails.

200 the page or file · 303 done, or (for guests who follow a link) first to the sign-in · 401 sign in first, with what
was typed kept · 403 not among this person's tasks · 404 as if it did not exist · 409 refused with a reason · 422 the
form again. The owner is the resident whose attempt and certificate are asked for, and lives in the facilitator's thôn.
"""

from __future__ import annotations

from tests.access.village import COLUMNS

#                                                                      guest own str fac sta edi adm
TABLE = """
GET  /                                                              200 200 200 200 200 200 200
GET  /can-bo/                                                       303 303 303 200 200 200 200
GET  /can-bo/bai-hoc/                                               303 403 403 200 200 200 200
GET  /can-bo/bai-hoc/<course>/<lesson>                              303 403 403 200 200 200 200
GET  /can-bo/giay-xac-nhan                                          303 403 403 200 200 403 200
GET  /can-bo/giay-xac-nhan/<code>                                   303 403 403 200 200 403 200
GET  /can-bo/giay-xac-nhan/<code>/cap-lai                           303 403 403 403 200 403 200
POST /can-bo/giay-xac-nhan/<code>/cap-lai                           401 403 403 403 303 403 303
GET  /can-bo/giay-xac-nhan/<code>/thu-hoi                           303 403 403 403 200 403 200
POST /can-bo/giay-xac-nhan/<code>/thu-hoi                           401 403 403 403 303 403 303
POST /can-bo/giay-xac-nhan/in                                       401 403 403 200 200 403 200
GET  /can-bo/nguoi-hoc                                              303 403 403 200 200 403 200
GET  /can-bo/nguoi-hoc/<uuid:person_id>                             303 403 403 200 200 403 200
POST /can-bo/nguoi-hoc/<uuid:person_id>/ma-pin                      401 403 403 200 200 403 200
GET  /can-bo/nguoi-hoc/<uuid:person_id>/doi-the                     303 403 403 200 200 403 200
POST /can-bo/nguoi-hoc/<uuid:person_id>/doi-the                     401 403 403 303 303 403 303
GET  /can-bo/nguoi-hoc/<uuid:person_id>/sua                         303 403 403 403 200 403 200
POST /can-bo/nguoi-hoc/<uuid:person_id>/sua                         401 403 403 403 303 403 303
GET  /can-bo/nguoi-hoc/moi                                          303 403 403 200 200 403 200
POST /can-bo/nguoi-hoc/moi                                          401 403 403 200 200 403 200
POST /can-bo/the-hoc/in                                             401 403 403 200 200 403 200
POST /co-chu                                                        303 303 303 303 303 303 303
GET  /dang-ky                                                       200 200 200 200 200 200 200
POST /dang-ky                                                       303 303 303 303 303 303 303
GET  /dang-nhap                                                     200 200 200 200 200 200 200
POST /dang-nhap                                                     303 303 303 303 303 303 303
GET  /dang-nhap/can-bo                                              200 200 200 200 200 200 200
POST /dang-nhap/can-bo                                              303 303 303 303 303 303 303
POST /dang-xuat                                                     303 303 303 303 303 303 303
GET  /giay-xac-nhan/<code>                                          303 200 404 200 200 404 200
GET  /giay-xac-nhan/<code>.pdf                                      303 200 404 200 200 404 200
GET  /giay-xac-nhan/<code>.png                                      303 200 404 200 200 404 200
GET  /giay-xac-nhan/khoa/<course>                                   303 303 200 200 200 200 200
POST /giay-xac-nhan/khoa/<course>                                   401 303 409 409 409 409 409
GET  /giay-xac-nhan/khoa/<course>/xem-thu.pdf                       303 200 200 200 200 200 200
GET  /dien-thoai-tap/                                               200 200 200 200 200 200 200
GET  /dien-thoai-tap/<scenario>                                     404 404 404 404 404 404 404
POST /dien-thoai-tap/<scenario>/go-chu                              404 404 404 404 404 404 404
GET  /dien-thoai-tap/<scenario>/in                                  404 404 404 404 404 404 404
GET  /dien-thoai-tap/<scenario>/ket-qua                             404 404 404 404 404 404 404
POST /dien-thoai-tap/<scenario>/xong                                404 404 404 404 404 404 404
GET  /gioi-thieu                                                    200 200 200 200 200 200 200
GET  /khoa-hoc/                                                     200 200 200 200 200 200 200
GET  /khoa-hoc/<course>/                                            200 200 200 200 200 200 200
GET  /khoa-hoc/<course>/<lesson>                                    200 200 200 200 200 200 200
POST /khoa-hoc/<course>/<lesson>/da-hoc-xong                        303 303 303 303 303 303 303
GET  /khoa-hoc/<course>/<lesson>/da-hoc-xong                        200 200 200 200 200 200 200
GET  /khoa-hoc/<course>/tep/<digest>/<name>                         200 200 200 200 200 200 200
GET  /khoa-nao-cho-toi                                              200 200 200 200 200 200 200
GET  /kiem-tra/<course>/<quiz>                                      200 200 200 200 200 200 200
POST /kiem-tra/<course>/<quiz>/luot                                 401 303 303 303 303 303 303
GET  /kiem-tra/luot/<uuid:attempt_id>                               303 200 404 404 404 404 404
GET  /kiem-tra/luot/<uuid:attempt_id>/ket-qua                       303 200 404 404 404 404 404
POST /kiem-tra/luot/<uuid:attempt_id>/bo-qua                        401 303 404 404 404 404 404
POST /kiem-tra/luot/<uuid:attempt_id>/nhap                          401 303 404 404 404 404 404
POST /kiem-tra/luot/<uuid:attempt_id>/nop                           401 303 404 404 404 404 404
GET  /lo-trinh/<slug>                                               200 200 200 200 200 200 200
GET  /quan-tri/                                                     303 403 403 403 403 403 200
GET  /quan-tri/can-bo                                               303 403 403 403 403 403 200
GET  /quan-tri/can-bo/<uuid:person_id>                              303 403 403 403 403 403 200
POST /quan-tri/can-bo/<uuid:person_id>/giao-viec                    401 403 403 403 403 403 303
POST /quan-tri/can-bo/<uuid:person_id>/lien-ket                     401 403 403 403 403 403 200
POST /quan-tri/can-bo/<uuid:person_id>/thu-lai/<uuid:grant_id>      401 403 403 403 403 403 303
GET  /quan-tri/can-bo/moi                                           303 403 403 403 403 403 200
POST /quan-tri/can-bo/moi                                           401 403 403 403 403 403 200
GET  /quan-tri/can-bo/tu-the                                        303 403 403 403 403 403 200
POST /quan-tri/can-bo/tu-the                                        401 403 403 403 403 403 200
GET  /quan-tri/khoa-hoc/                                            303 403 403 403 403 200 200
GET  /quan-tri/khoa-hoc/<course>                                    303 403 403 403 403 200 200
GET  /quan-tri/khoa-hoc/<course>/dang/<uuid:revision_id>            303 403 403 403 403 200 200
POST /quan-tri/khoa-hoc/<course>/dang/<uuid:revision_id>            401 403 403 403 403 303 303
GET  /quan-tri/khoa-hoc/<course>/go-xuong                           303 403 403 403 403 200 200
POST /quan-tri/khoa-hoc/<course>/go-xuong                           401 403 403 403 403 303 303
GET  /quan-tri/nhat-ky                                              303 403 403 403 403 403 200
GET  /quan-tri/thiet-lap                                            303 403 403 403 403 403 200
POST /quan-tri/thiet-lap                                            401 403 403 403 403 403 303
GET  /quan-tri/thon                                                 303 403 403 403 403 403 200
POST /quan-tri/thon                                                 401 403 403 403 403 403 303
GET  /quan-tri/thon/<int(max=2147483647):place_id>                  303 403 403 403 403 403 200
POST /quan-tri/thon/<int(max=2147483647):place_id>                  401 403 403 403 403 403 303
POST /quan-tri/thon/<int(max=2147483647):place_id>/dong             401 403 403 403 403 403 303
POST /quan-tri/thon/<int(max=2147483647):place_id>/mo               401 403 403 403 403 403 303
GET  /quyen-rieng-tu                                                200 200 200 200 200 200 200
GET  /suc-khoe                                                      200 200 200 200 200 200 200
GET  /the/<card_code>                                               200 200 200 200 200 200 200
GET  /thiet-lap/<token>                                             200 200 200 200 200 200 200
POST /thiet-lap/<token>                                             303 303 303 303 303 303 303
GET  /tim-kiem                                                      200 200 200 200 200 200 200
GET  /tinh/<digest>/<path:name>                                     200 200 200 200 200 200 200
GET  /toi                                                           200 200 200 200 200 200 200
GET  /toi/du-lieu                                                   303 200 200 200 200 200 200
GET  /toi/du-lieu.json                                              303 200 200 200 200 200 200
GET  /toi/ma-pin                                                    303 200 200 200 200 200 200
POST /toi/ma-pin                                                    401 303 422 422 422 422 422
GET  /toi/nhan-bai                                                  303 303 303 303 303 303 303
POST /toi/nhan-bai                                                  401 303 303 303 303 303 303
GET  /toi/sua                                                       303 200 200 200 200 200 200
POST /toi/sua                                                       401 303 303 303 303 303 303
POST /toi/thoi-lien-lac                                             401 303 303 303 303 303 303
GET  /toi/the-hoc.pdf                                               303 200 200 200 200 200 200
GET  /toi/xoa                                                       303 200 200 200 200 200 200
POST /toi/xoa                                                       401 303 422 422 422 422 422
GET  /xac-minh/                                                     200 200 200 200 200 200 200
GET  /xac-minh/<code>                                               200 200 200 200 200 200 200
"""


def expected() -> dict[tuple[str, str], dict[str, int]]:
    """The table by method and rule."""
    rows = [line.split() for line in TABLE.strip().splitlines()]
    return {(method, rule): dict(zip(COLUMNS, map(int, codes), strict=True)) for method, rule, *codes in rows}
