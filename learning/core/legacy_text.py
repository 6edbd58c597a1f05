"""Vietnamese written for the fonts of the last century: recognised by letters that no word can hold, and converted.

TCVN3 (.VnTime, .VnArial …) and VNI keep text under the codes of other letters, so that "Nguyễn Đức" arrives as
"NguyÔn §øc" or "Nguyeãn Ñöùc". Nothing in a file says so. What says it is the language: a syllable has one vowel group,
at most one tone, and an end out of eight. A text is converted when that turns impossible words into possible ones.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Script(StrEnum):
    """How a text was written down."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"

    @property
    def label(self) -> str:
        """The name as people know it."""
        return {"unicode": "Unicode", "tcvn3": "TCVN3 (.VnTime)", "vni": "VNI"}[self]


# --- Is this a Vietnamese syllable? -----------------------------------------------------------------------

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = "ngh|ng|nh|gh|gi|kh|ch|ph|th|tr|qu|[bcdđghklmnpqrstvx]"
_OPEN = (  # these end the syllable
    "uya|uyu|iêu|yêu|ươi|ươu|uôi|oai|oay|oao|oeo|uây|uai|uay|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|ua|ui|uơ|ưa|ưi|ưu|ya"
)
_BEFORE_AN_END = "uyê|iê|yê|oa|oă|oe|oo|uâ|uê|uô|uy|ươ|ua|[aăâeêioôơuưy]"
_CODA = "ch|ng|nh|[cmnpt]"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:(?:{_OPEN})|(?:{_BEFORE_AN_END})(?P<end>{_CODA})?)")
_STOPS = {"c", "ch", "p", "t"}  # a syllable that ends in one of these has the tone sắc or nặng
_WORD = re.compile(r"[^\s\d.,;:/()\[\]\"“”–_+*=&%#@!?<>|\\~…−✓•’'‘\-]+")


@functools.lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable, by its letters alone."""
    apart = unicodedata.normalize("NFD", word.casefold())
    tones = [sign for sign in apart if sign in _TONES]
    plain = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in _TONES))
    found = _SYLLABLE.fullmatch(plain)
    if found is None or len(tones) > 1:
        return False
    return found["end"] not in _STOPS or tones in (["\u0301"], ["\u0323"])


def telling_words(text: str) -> list[str]:
    """The words of a text that say something about how it was written: those with a letter outside ASCII."""
    return [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not word.isascii()]


# --- The two tables ---------------------------------------------------------------------------------------

_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_VNI_PLAIN = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_ROOF = {"â": "", "à": _GRAVE, "á": _ACUTE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVE = {"ê": "", "è": _GRAVE, "é": _ACUTE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni() -> dict[str, str]:
    """Pairs and single letters of VNI, small and capital, with what they mean."""
    pairs = {base + sign: meant + tone for base in "aeouy" for meant in base for sign, tone in _VNI_PLAIN.items()}
    pairs |= {base + sign: base + "\u0302" + tone for base in "aeo" for sign, tone in _VNI_ROOF.items()}
    pairs |= {"a" + sign: "ă" + tone for sign, tone in _VNI_BREVE.items()}
    pairs |= {
        base + sign: meant + tone for base, meant in (("ô", "ơ"), ("ö", "ư")) for sign, tone in _VNI_PLAIN.items()
    }
    pairs |= _VNI_ALONE
    small = {key: unicodedata.normalize("NFC", value) for key, value in pairs.items()}
    mixed = {key[0].upper() + key[1:]: value.upper() for key, value in small.items()}
    return small | mixed | {key.upper(): value.upper() for key, value in small.items()}


_VNI = _vni()
_VNI_SIGNS = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """The text that TCVN3 codes stand for."""
    return "".join(_TCVN3.get(sign, sign) for sign in text)


def from_vni(text: str) -> str:
    """The text that VNI codes stand for."""
    return _VNI_SIGNS.sub(lambda found: _VNI[found.group()], unicodedata.normalize("NFC", text))


_CONVERTED = {Script.TCVN3: from_tcvn3, Script.VNI: from_vni}


def converted(text: str, script: Script) -> str:
    """The text as Unicode, if it was written in ``script``."""
    return text if script is Script.UNICODE else _CONVERTED[script](text)


# --- Deciding ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many words are possible and impossible when texts are read in one way."""

    possible: int
    impossible: int

    @property
    def score(self) -> int:
        """More is likelier; an impossible word weighs as much as two possible ones."""
        return self.possible - 2 * self.impossible


def evidence(texts: Iterable[str], script: Script) -> Evidence:
    """Read all texts as ``script`` and count; words that are ASCII in both readings say nothing."""
    possible = impossible = 0
    for text in texts:
        for word in telling_words(converted(text, script)):
            if is_syllable(word):
                possible += 1
            else:
                impossible += 1
    return Evidence(possible, impossible)


def script_of(texts: Iterable[str]) -> Script:
    """How these texts were written, taken together; Unicode unless another reading is clearly better."""
    texts = [text for text in texts if not text.isascii()]
    as_it_is = evidence(texts, Script.UNICODE)
    if not as_it_is.impossible:
        return Script.UNICODE
    best = max(_CONVERTED, key=lambda script: evidence(texts, script).score)
    return best if evidence(texts, best).score > as_it_is.score else Script.UNICODE


def is_certain(text: str, script: Script) -> bool:
    """Whether this text alone can only have been written in ``script``, of Unicode and itself."""
    other = Script.UNICODE if script is not Script.UNICODE else None
    if other is None:
        return not evidence([text], Script.UNICODE).impossible
    return bool(evidence([text], other).impossible) and not evidence([text], script).impossible
