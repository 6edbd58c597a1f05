"""The form in which a recording arrives, from the page or picked from the machine."""

from __future__ import annotations

from werkzeug.datastructures import CombinedMultiDict, FileStorage, MultiDict
from wtforms import FileField, HiddenField, IntegerField
from wtforms.validators import NumberRange

from courses.recording_file import MOST_BYTES, Sound, read_sound
from learning.core.forms import StrictForm, filled, may_be_empty


class RecordingForm(StrictForm):
    """Which screen, the words that were read (their hash), the file, and how long the page counted."""

    screen = IntegerField("Phần", [filled(), NumberRange(1, 999)])
    words = HiddenField("Lời", [filled()])
    seconds = IntegerField("Số giây", [may_be_empty(), NumberRange(0, 100_000)])
    sound = FileField("Bản ghi âm")

    @classmethod
    def sent(cls, fields: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> RecordingForm:
        """The form with its file."""
        return cls(CombinedMultiDict([files, fields]))

    def read(self) -> Sound:
        """The sound, looked at; raises ``SoundRefused``."""
        file = self.sound.data
        body = file.read(MOST_BYTES + 1) if isinstance(file, FileStorage) else b""
        return read_sound(body, self.seconds.data)
