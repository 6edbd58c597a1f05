"""The roof: ``create_app()`` is the only place that knows every room. ``flask`` finds it by itself."""

from __future__ import annotations

from datetime import timedelta
from zlib import crc32

from flask import Flask, current_app
from flask_login import LoginManager
from werkzeug.middleware.proxy_fix import ProxyFix

import certificates.meeting_views
import certificates.office_views
import certificates.views
import courses.office_views
import courses.path_views
import courses.place_views
import courses.recording_views
import courses.saving_views  # hangs its door on the blueprint of courses.views
import courses.teaching_views
import courses.views
import feedback.office_views
import feedback.views
import learning.accounts.views
import learning.jobs.views
import pages.display_views
import pages.my_views
import pages.offline_views  # these two hang their doors on the blueprint of pages.views
import pages.views
import practice.package_views  # hangs its door on the blueprint of practice.views
import practice.scam_views
import practice.views
import quizzes.views
import reports.boards.definition_views
import reports.boards.entry_views
import reports.boards.list_views  # hangs its doors on the blueprint of reports.boards.views
import reports.boards.question_views
import reports.boards.views
import reports.papers.export_views
import reports.papers.public_views
import reports.papers.views
import training.helping.class_views  # hangs its doors on the blueprint of training.helping.views
import training.helping.person_views  # likewise
import training.helping.views
import training.hub.deciding_views  # hangs its doors on the blueprint of training.hub.views
import training.hub.station_views
import training.hub.views
import training.kit.views
import training.live.host_views
import training.live.views
import training.meetings.after_views
import training.meetings.hub_views  # these two hang their doors on the blueprint of training.meetings.office_views
import training.meetings.office_views
import training.meetings.views
import training.merging.views
import training.rollcall.arriving_views
import training.rollcall.held_views  # these two hang their doors on the blueprint of training.rollcall.views
import training.rollcall.paper_views  # hangs its doors on the blueprint of training.rollcall.supervised_views
import training.rollcall.side_views
import training.rollcall.supervised_views
import training.rollcall.views
import training.roster.views
import training.visits.correcting_views  # hangs its doors on the blueprint of training.visits.views
import training.visits.views
from courses.catalogue import catalogue
from courses.practice import shown_text
from learning.accounts.identities import is_also
from learning.accounts.pins import Keeper
from learning.accounts.queries import home_commune, may, person_of_cookie
from learning.core import formats
from learning.core.codes import show_card_code, show_code
from learning.core.database import install_database
from learning.core.jobs import install_jobs
from learning.core.late_commands import LateCommands
from learning.core.phones import show_phone
from learning.core.settings import Settings, load_settings
from learning.core.web import display, viewer
from learning.core.web.assets import install_assets
from learning.core.web.compression import install_compression
from learning.core.web.device import idle_after
from learning.core.web.gate import install_gate
from learning.core.web.mishaps import install_mishaps
from learning.core.web.page_cache import GuestShelf
from learning.core.web.safe_headers import VISIT_COOKIE, SafeHeaders
from learning.core.web.visits import VisitCookies
from learning.core.web.worker import install_worker
from learning.jobs.cli import run_job
from training.hub.station import install_station

REMEMBERED = timedelta(days=90)
ROOMS = (
    learning.accounts.views.bp,
    learning.jobs.views.bp,
    courses.views.bp,
    courses.path_views.bp,
    courses.place_views.bp,
    courses.teaching_views.bp,
    quizzes.views.bp,
    training.meetings.views.bp,
    training.meetings.office_views.bp,
    training.merging.views.bp,
    training.hub.views.bp,
    training.hub.station_views.bp,
    training.kit.views.bp,
    training.rollcall.views.bp,
    training.rollcall.arriving_views.bp,
    training.rollcall.supervised_views.bp,
    training.helping.views.bp,
    training.live.views.bp,
    training.live.host_views.bp,
    training.visits.views.bp,
    practice.scam_views.bp,
    practice.views.bp,
    feedback.views.bp,
    feedback.office_views.bp,
    certificates.views.bp,
    certificates.office_views.bp,
    certificates.meeting_views.bp,
    courses.office_views.bp,
    courses.recording_views.bp,
    training.roster.views.bp,
    pages.views.bp,
    reports.boards.definition_views.bp,
    reports.boards.views.bp,
    reports.boards.entry_views.bp,
    reports.boards.question_views.bp,
    reports.papers.public_views.bp,
    reports.papers.views.bp,
    reports.papers.export_views.bp,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole site, from the settings in the environment unless others are given."""
    settings = settings or load_settings()
    app = Flask(__name__, static_folder=None)

    _configure(app, settings)
    install_database(app, settings)
    install_jobs(app, settings, run_job)
    _install_sign_in(app, settings)
    install_compression(app)
    install_gate(app, may, is_also)  # before any room: what it refuses reaches nobody
    install_station(app, settings)  # only where this machine is a hub
    install_assets(app)
    install_worker(app, _edition)
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
    words = {"display": display(), "commune_name": home_commune().full_name}
    return words | {"viewer": viewer(), "idle_after": idle_after()}


def _edition() -> str:
    """A few letters that change with whatever a page for everybody is made from."""
    assets = current_app.extensions["assets"]
    parts = (assets["site.css"].digest, assets["site.js"].digest, catalogue().edition, home_commune().edition)
    return f"{crc32(repr(parts).encode()):x}"


def _install_commands(app: Flask) -> None:
    app.cli = LateCommands(
        {
            "prepare": "pages.cli:prepare",
            "db": "pages.cli:migrations",
            "courses": "courses.cli:courses_cli",
            "demo": "demo.cli:demo",
            "hub": "training.hub.cli:hub_cli",
            "jobs": "learning.jobs.cli:jobs_cli",
            "reports": "reports.figures.cli:reports_cli",
            "staff-link": "learning.accounts.cli:staff_link",
        }
    )
