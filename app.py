"""The roof: ``create_app()`` is the only place that knows every room. ``flask`` finds it by itself."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_login import LoginManager
from werkzeug.middleware.proxy_fix import ProxyFix

import certificates.office_views
import certificates.views
import courses.office_views
import courses.path_views
import courses.teaching_views
import courses.views
import learning.accounts.views
import pages.my_views  # its doors hang on the blueprint of pages.views
import pages.views
import practice.views
import quizzes.views
from courses.practice import shown_text
from learning.accounts.pins import Keeper
from learning.accounts.queries import home_commune, may, person_of_cookie
from learning.core import formats
from learning.core.codes import show_card_code, show_code
from learning.core.database import install_database
from learning.core.late_commands import LateCommands
from learning.core.phones import show_phone
from learning.core.settings import Settings, load_settings
from learning.core.web import text_size, viewer
from learning.core.web.assets import install_assets
from learning.core.web.compression import install_compression
from learning.core.web.gate import install_gate
from learning.core.web.mishaps import install_mishaps
from learning.core.web.page_cache import GuestShelf
from learning.core.web.safe_headers import VISIT_COOKIE, SafeHeaders
from learning.core.web.visits import VisitCookies

REMEMBERED = timedelta(days=90)
ROOMS = (
    learning.accounts.views.bp,
    courses.views.bp,
    courses.path_views.bp,
    courses.teaching_views.bp,
    quizzes.views.bp,
    practice.views.bp,
    certificates.views.bp,
    certificates.office_views.bp,
    courses.office_views.bp,
    pages.views.bp,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole site, from the settings in the environment unless others are given."""
    settings = settings or load_settings()
    app = Flask(__name__, static_folder=None)

    _configure(app, settings)
    install_database(app, settings)
    _install_sign_in(app, settings)
    install_compression(app)
    install_gate(app, may)  # before any room: what it refuses reaches nobody
    install_assets(app)
    _teach_templates(app)
    for room in ROOMS:
        app.register_blueprint(room)
    _install_commands(app)
    install_mishaps(app)
    app.wsgi_app = SafeHeaders(GuestShelf(app.wsgi_app))  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        HOME_COMMUNE=settings.home_commune,
        BASE_URL=settings.base_url,
        DATA_DIR=settings.data_dir,
        TESTING=settings.testing,
        SESSION_COOKIE_NAME=VISIT_COOKIE,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=REMEMBERED,
    )


def _install_sign_in(app: Flask, settings: Settings) -> None:
    app.extensions["keeper"] = Keeper(settings.secret_key, settings.pin_rounds)
    app.session_interface = VisitCookies()
    manager = LoginManager(app)
    manager.session_protection = None  # phones change network in the middle of a lesson
    manager.user_loader(person_of_cookie)


def _teach_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date_vi=formats.date_vi,
        datetime_vi=formats.datetime_vi,
        hours_vi=formats.hours_vi,
        number_vi=formats.number_vi,
        card_code=show_card_code,
        code=show_code,
        phone=show_phone,
        question_text=shown_text,
    )
    app.jinja_env.globals["question_text"] = shown_text
    app.context_processor(_on_every_page)


def _on_every_page() -> dict[str, object]:
    return {"viewer": viewer(), "text_size": text_size(), "commune_name": home_commune().full_name}


def _install_commands(app: Flask) -> None:
    app.cli = LateCommands(
        {
            "prepare": "pages.cli:prepare",
            "db": "pages.cli:migrations",
            "courses": "courses.cli:courses_cli",
            "demo": "demo.cli:demo",
            "staff-link": "learning.accounts.cli:staff_link",
        }
    )
