# A PostgreSQL of our own for one run: a cluster in a temporary folder, reached by its socket, gone afterwards.
# Sourced by test and bench after machine.sh. Whoever starts it calls stop_postgresql in a trap.

CLUSTER=
PG_BIN=

find_postgresql() {
    PG_BIN=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    PG_BIN=${PG_BIN%/initdb}
    [ -n "$PG_BIN" ]
}

# PostgreSQL refuses to run as root: then it runs as the account that its package made, or as nobody.
as_plain_account() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
    else
        setpriv --reuid="$(plain_account)" --regid="$(id -g "$(plain_account)")" --clear-groups "$@"
    fi
}

plain_account() { if id postgres >/dev/null 2>&1; then echo postgres; else echo nobody; fi; }

# start_postgresql [server option …]: afterwards $CLUSTER_URL leads to an empty database "tests".
start_postgresql() {
    CLUSTER=$(mktemp -d /tmp/hoc-so-pg.XXXXXX)
    [ "$(id -u)" != 0 ] || chown "$(plain_account)" "$CLUSTER"
    cd "$CLUSTER"
    as_plain_account "$PG_BIN/initdb" --pgdata="$CLUSTER/data" --username=tests --auth=trust --encoding=UTF8 --locale=C \
        --no-sync >"$CLUSTER.log" 2>&1 || { cat "$CLUSTER.log" >&2 && give_up "PostgreSQL could not be set up."; }
    as_plain_account "$PG_BIN/pg_ctl" --pgdata="$CLUSTER/data" --log="$CLUSTER/log" --wait --silent start \
        --options="-c listen_addresses='' -c unix_socket_directories='$CLUSTER' $*" >/dev/null </dev/null ||
        { cat "$CLUSTER/log" >&2 && give_up "PostgreSQL did not start."; }
    "$PG_BIN/createdb" --host="$CLUSTER" --username=tests tests
    CLUSTER_URL="postgresql://tests@/tests?host=$CLUSTER"
    cd "$ROOT"
}

stop_postgresql() {
    [ -n "$CLUSTER" ] || return 0
    cd "$CLUSTER"
    as_plain_account "$PG_BIN/pg_ctl" --pgdata="$CLUSTER/data" --mode=immediate --silent stop >/dev/null 2>&1 || true
    cd /
    rm -rf "$CLUSTER" "$CLUSTER.log"
}
