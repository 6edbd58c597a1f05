"""A photograph made small and silent: 1600 pixels, JPEG, without the place and the phone it came from. Pure."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from learning.core.errors import Refusal

LARGEST_SIDE = 1600
MOST_PIXELS = 64_000_000  # what the best phones take; anything beyond is a trick
KINDS = ("JPEG", "PNG", "WEBP")
QUALITY = 80
END_OF_JPEG, TAIL = b"\xff\xd9", 65_536  # some phones write more after it


class NoPhoto(Refusal):
    """The file cannot be used as a photograph."""

    status = 422
    title = "Ảnh này chưa dùng được"


NOTHING = "Chưa chọn ảnh nào. Xin chụp hoặc chọn ảnh tờ điểm danh."
NOT_ONE = "Tệp này không phải ảnh JPEG, PNG hoặc WebP. Xin chụp lại bằng máy ảnh của điện thoại."
TOO_LARGE = "Ảnh này có quá nhiều điểm ảnh. Xin chụp lại ở cỡ thường."
BROKEN = "Ảnh này bị hỏng hoặc chưa tải hết. Xin chụp lại."


def reduced(body: bytes) -> bytes:
    """The picture as it is kept, upright; raises ``NoPhoto`` with a sentence. The same bytes give the same bytes."""
    if not body:
        raise NoPhoto(NOTHING)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _written(_opened(body))
        except (UnidentifiedImageError, SyntaxError):
            raise NoPhoto(NOT_ONE) from None
        except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
            raise NoPhoto(TOO_LARGE) from None
        except (OSError, ValueError, EOFError):
            raise NoPhoto(BROKEN) from None


def _opened(body: bytes) -> Image.Image:
    """Only the head is read here: how large it is stands there before anything is unpacked."""
    image = Image.open(io.BytesIO(body), formats=KINDS)
    if image.width * image.height > MOST_PIXELS:
        raise NoPhoto(TOO_LARGE)
    if image.format == "JPEG" and END_OF_JPEG not in body[-TAIL:]:
        raise NoPhoto(BROKEN)  # libraries for printing let Pillow take half a picture for a whole one
    image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
    return image


def _written(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    flat = Image.new("RGB", upright.size, "white")
    shown = upright.convert("RGBA") if upright.mode in ("RGBA", "LA", "P", "PA") else upright.convert("RGB")
    flat.paste(shown, mask=shown if shown.mode == "RGBA" else None)
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
