"""Settings: a bad value stops the site with a sentence that says what to write instead."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from learning.accounts.places import plant_commune
from learning.core.settings import SettingRefused, load_settings

LONG_SECRET = "một câu đủ dài để giữ bí mật cho xã"


def loaded(tmp_path: Path, **environ: str):
    return load_settings({"DATA_DIR": str(tmp_path), **environ})


def test_without_any_setting_a_site_starts_on_sqlite(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path / 'site.db'}"
    assert settings.on_sqlite
    assert settings.home_commune == 11257
    assert not settings.testing


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("SECRET_KEY", "ngắn", "at least 32 characters"),
        ("DATABASE_URL", "mysql://ai/do", "must begin with postgresql:// or sqlite:///"),
        ("BASE_URL", "hoc.xa.example", "must begin with https://"),
        ("HOME_COMMUNE", "Hải Hưng", "HOME_COMMUNE must be a whole number"),
        ("TRUSTED_PROXIES", "-1", "TRUSTED_PROXIES must be a whole number"),
        ("TRUSTED_PROXIES", "1.5", "TRUSTED_PROXIES must be a whole number"),
    ],
)
def test_a_bad_value_is_refused_with_a_remedy(tmp_path: Path, name: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingRefused, match=remedy):
        loaded(tmp_path, **{name: value})


def test_a_commune_that_does_not_exist_is_refused_by_name(app) -> None:
    with pytest.raises(SettingRefused, match="HOME_COMMUNE: no commune of Vietnam has the code 99999"):
        plant_commune(99999)


@pytest.mark.parametrize("given", ["postgres://ai@may/so", "postgresql://ai@may/so", "postgresql+psycopg://ai@may/so"])
def test_every_usual_spelling_of_postgresql_is_understood(tmp_path: Path, given: str) -> None:
    settings = loaded(tmp_path, DATABASE_URL=given)
    assert settings.database_url == "postgresql+psycopg://ai@may/so"
    assert not settings.on_sqlite


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first, second = loaded(tmp_path), loaded(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    assert loaded(tmp_path / "một").secret_key != loaded(tmp_path / "hai").secret_key


def test_a_given_secret_is_used_and_not_written_down(tmp_path: Path) -> None:
    assert loaded(tmp_path, SECRET_KEY=LONG_SECRET).secret_key == LONG_SECRET
    assert not (tmp_path / "secret-key").exists()


def test_cookies_are_secure_when_the_address_is(tmp_path: Path) -> None:
    assert loaded(tmp_path, BASE_URL="https://hoc.xa.example/").secure_cookies
    assert not loaded(tmp_path, BASE_URL="http://10.0.0.2:8000").secure_cookies


def test_the_address_has_no_slash_at_its_end(tmp_path: Path) -> None:
    assert loaded(tmp_path, BASE_URL="https://hoc.xa.example/").base_url == "https://hoc.xa.example"


def test_settings_do_not_change_while_the_site_runs(tmp_path: Path) -> None:
    with pytest.raises(FrozenInstanceError):
        loaded(tmp_path).secret_key = "khác"


def test_a_power_cut_leaves_no_half_written_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty file would have been an empty pepper for every PIN."""

    def cut(_handle: int) -> None:
        raise OSError("cut")

    with monkeypatch.context() as power:
        power.setattr("os.fsync", cut)
        with pytest.raises(OSError, match="cut"):
            loaded(tmp_path)
    assert not (tmp_path / "secret-key").exists()
    assert len(loaded(tmp_path).secret_key) >= 32


def test_a_damaged_secret_stops_the_site(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(SettingRefused, match="backup"):
        loaded(tmp_path)
