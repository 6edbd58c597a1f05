# What server, test and bench need of the machine. Sourced by them, never run; nothing here starts by itself.
# Every function is silent when there is nothing to do, and ends with one clear sentence when it cannot go on.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV=$ROOT/.venv
PYTHON=$VENV/bin/python
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore

say() { printf '%s\n' "$*" >&2; }

give_up() {
    say "$*"
    exit 1
}

# as_root COMMAND …: as root, by sudo when it asks for no password; fails when neither is possible.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# install_packages NAME …: Debian packages, when this account may. Lists that were never fetched, or are old, are fetched first.
install_packages() {
    may_install || return 1
    say "Installing $*"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >&2 || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@" </dev/null >&2
}

# The first Python on the path that is new enough.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return
        fi
    done
    give_up "Python 3.11 or newer is needed. On Debian 12, Ubuntu 24.04 and later: sudo apt-get install python3 python3-venv"
}

# A virtual environment that works: one made with a Python that has since gone or changed is made anew.
make_venv() {
    "$PYTHON" -m pip --version >/dev/null 2>&1 && return
    local python package
    python=$(find_python) || exit 1
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        install_packages "$package" || install_packages python3-venv ||
            give_up "Python's venv module is missing. Please run: sudo apt-get install $package"
    fi
    say "Making $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
}

# Says when an installation is out of date: the Python, and what the files list.
fingerprint() { { "$PYTHON" --version && cat "$ROOT/requirements.txt" "$ROOT/$1"; } 2>/dev/null | sha256sum; }

# install_requirements FILE: what the file lists, only when it (or requirements.txt under it) has changed since.
install_requirements() {
    local stamp=$VENV/.installed-$1
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint "$1")" ] && return

    make_venv
    say "Installing $1"
    "$PYTHON" -m pip install -qq --requirement "$ROOT/$1" </dev/null >&2 ||
        give_up "$1 could not be installed; the reason stands above."
    fingerprint "$1" >"$stamp"
}

PRINTING_LIBRARIES="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

can_print() {
    "$PYTHON" -I -S -c '
import ctypes
for name in ("libgobject-2.0.so.0", "libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
    ctypes.CDLL(name)' 2>/dev/null
}

# The system libraries that make PDFs. Without them the site still teaches and tests; it cannot print.
install_printing_libraries() {
    can_print && return
    # shellcheck disable=SC2086  # three names
    install_packages $PRINTING_LIBRARIES && can_print && return
    say "Certificates cannot be printed until this has been run: sudo apt-get install $PRINTING_LIBRARIES"
    return 1
}
