"""What a recording really is, whatever it is called, and how long it lasts."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.recording_file import MOST_BYTES, MOST_SECONDS, SoundRefused, read_sound
from tests.support import sounds


@pytest.mark.parametrize(
    ("body", "mime"),
    [(sounds.webm(7), "audio/webm"), (sounds.ogg(7), "audio/ogg"), (sounds.mp4(7), "audio/mp4")],
    ids=["webm", "ogg", "mp4"],
)
def test_the_file_itself_says_what_it_is_and_how_long(body: bytes, mime: str) -> None:
    sound = read_sound(body, claimed_seconds=200)
    assert (sound.mime, sound.seconds, sound.body) == (mime, 7, body)


def test_a_sound_may_hold_any_bytes_those_of_other_names_too() -> None:
    """The sound of a real microphone holds "V_" or "vide" once in a while."""
    webm = sounds.webm(7, filling=900)
    assert read_sound(webm.replace(bytes(300), b"V_VP9" + bytes(295), 1)).seconds == 7
    mp4 = sounds.mp4(7) + b"mdat" + b"\x00vide\x00"
    assert read_sound(mp4).mime == "audio/mp4"


@pytest.mark.parametrize("make", [sounds.webm, sounds.ogg, sounds.mp4])
def test_over_five_minutes_is_refused_even_if_the_sender_says_less(make) -> None:
    assert read_sound(make(MOST_SECONDS), 1).seconds == MOST_SECONDS
    with pytest.raises(SoundRefused, match="301 giây"):
        read_sound(make(MOST_SECONDS + 1), claimed_seconds=10)


def test_where_the_file_is_silent_about_its_length_the_page_is_asked() -> None:
    assert read_sound(sounds.mp4(0), claimed_seconds=12).seconds == 12
    with pytest.raises(SoundRefused, match="301"):
        read_sound(sounds.mp4(0), claimed_seconds=301)
    with pytest.raises(SoundRefused, match="một giây"):
        read_sound(sounds.mp4(0), claimed_seconds=None)


def test_over_two_megabytes_is_refused() -> None:
    with pytest.raises(SoundRefused, match="2048 KB"):
        read_sound(sounds.ogg() + bytes(MOST_BYTES))


@pytest.mark.parametrize(
    "body",
    [
        b"<html><script>alert(1)</script>",
        b"RIFF....WAVEfmt ",
        b"ID3" + bytes(60),
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"OggS" + bytes(24) + b"\x01vorbis",
        sounds.webm(codec=b"A_VORBIS"),
        sounds.webm(codec=b"A_OPUS V_VP9"),
        sounds.mp4(kind=b"vide"),
    ],
)
def test_anything_else_is_no_recording(body: bytes) -> None:
    with pytest.raises(SoundRefused, match="không phải bản ghi âm"):
        read_sound(body, 5)


def test_nothing_is_no_recording() -> None:
    with pytest.raises(SoundRefused, match="Chưa có"):
        read_sound(b"", 5)


@given(st.integers(0, 200), st.binary(max_size=80))
def test_a_broken_file_is_refused_and_never_breaks_the_site(cut: int, rubbish: bytes) -> None:
    for body in (sounds.webm()[:cut] + rubbish, sounds.ogg()[:cut] + rubbish, sounds.mp4()[:cut] + rubbish):
        with contextlib.suppress(SoundRefused):
            assert 1 <= read_sound(body, 5).seconds <= MOST_SECONDS
