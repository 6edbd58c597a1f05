"""Planting the place tree: the commune and its city from ``vietnam-provinces``, never typed in by hand."""

from __future__ import annotations

from sqlalchemy import select
from vietnam_provinces import Province, ProvinceCode, Ward, WardCode

from learning.accounts.models import Place
from learning.core.database import db
from learning.core.settings import SettingRefused


def plant_commune(code: int) -> Place:
    """The commune with this official code, made with its province when it is not there yet.

    Raises ``SettingRefused`` when no commune of Vietnam has the code.
    """
    known = db.session.scalar(select(Place).where(Place.code == code, Place.kind == "commune"))
    if known is not None:
        return known
    try:
        ward = Ward.from_code(WardCode(code))
    except (ValueError, KeyError) as unknown:
        raise SettingRefused(f"HOME_COMMUNE: no commune of Vietnam has the code {code}") from unknown
    province = _plant_province(int(ward.province_code))
    return _rooted(
        Place(kind="commune", name=_inside_sentence(ward.name), code=code, parent_id=province.id), province.path
    )


def _plant_province(code: int) -> Place:
    known = db.session.scalar(select(Place).where(Place.code == code, Place.kind == "province"))
    if known is not None:
        return known
    return _rooted(
        Place(kind="province", name=_inside_sentence(Province.from_code(ProvinceCode(code)).name), code=code), "/"
    )


def _rooted(place: Place, above: str) -> Place:
    """Save ``place`` and write its path, which needs the id that the database gives."""
    place.path = f"new/{place.kind}/{place.code}"
    db.session.add(place)
    db.session.flush()
    place.path = f"{above}{place.id}/"
    return place


def _inside_sentence(name: str) -> str:
    """ "Xã Hải Hưng" as it stands inside a sentence: "xã Hải Hưng"."""
    return name[:1].lower() + name[1:]
