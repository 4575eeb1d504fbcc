# Functions for all findings: install pinned packages, limit the time, compare. To be sourced.
# Exit codes: 0 the behaviour is as stated, 1 the behaviour changed, 2 the script could not run.
# shellcheck shell=bash
finding=$(basename "$0" .sh)
limit=110 # seconds for a whole script

# leave: stop the server, if it runs, and remove the folder. For the trap of a script.
leave() {
    if [ -n "${server-}" ]; then
        kill "$server"
        wait "$server" || true
    fi
    rm -rf "$folder"
}

stop() {
    echo "$finding: NOT RUN: $*" >&2
    exit 2
}

# need PROGRAM...: stop unless all these programs are installed.
need() {
    local program
    for program in diff timeout "$@"; do
        command -v "$program" >/dev/null || stop "the program $program is missing: install it"
    done
}

# bounded COMMAND...: run a command for the rest of the time limit. In the foreground, because only
# there a Ctrl-C at the terminal reaches the command.
bounded() {
    timeout --foreground --kill-after 5 $((SECONDS < limit ? limit - SECONDS : 1)) "$@"
}

# Temporary files of a client are in the folder, because an interrupted client leaves some. They are in
# a folder below it, because Go ignores a go.mod that is in the temporary folder itself.
_install() {
    mkdir -p "$folder/tmp"
    TMPDIR="$folder/tmp" "$@" >"$folder/installing" 2>&1 && return
    tail -n 5 "$folder/installing" >&2
    stop "cannot install a package: see the lines above"
}

# from_npm NAME@VERSION...: into $folder/node_modules.
from_npm() {
    need node npm
    _install bounded npm install --prefix "$folder" --no-audit --no-fund --loglevel error "$@"
}

# from_pypi NAME==VERSION...: into $folder/venv.
from_pypi() {
    need python3
    _install python3 -m venv "$folder/venv"
    _install bounded "$folder/venv/bin/python" -m pip install --disable-pip-version-check "$@"
}

# from_maven GROUP:ARTIFACT:VERSION: with its dependencies, into $folder/jars.
from_maven() {
    local group artifact version
    need java mvn
    IFS=: read -r group artifact version <<<"$1"
    cat >"$folder/pom.xml" <<END
<project><modelVersion>4.0.0</modelVersion>
<groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
<dependencies><dependency><groupId>$group</groupId><artifactId>$artifact</artifactId>
<version>$version</version></dependency></dependencies></project>
END
    _install bounded mvn -B -q -f "$folder/pom.xml" dependency:copy-dependencies \
        -DoutputDirectory="$folder/jars"
}

# from_go MODULE@VERSION: into a module in $folder.
from_go() {
    need go
    cd "$folder"
    _install go mod init finding
    _install bounded go get "$1"
}

# start_greenmail: start an IMAP server on loopback at $port, for user ada with password secret.
start_greenmail() {
    local line
    from_maven com.icegreen:greenmail-standalone:2.1.8
    exec 3< <(exec java -Duser.timezone=UTC -Dgreenmail.verbose -Dgreenmail.imap.port=0 \
        -Dgreenmail.imap.hostname=127.0.0.1 -Dgreenmail.users=ada:secret@mail.test \
        -jar "$folder/jars/greenmail-standalone-2.1.8.jar" 2>&1)
    server=$!
    while read -r -t 60 line <&3; do
        port=${line##*Started imap:127.0.0.1:}
        if [ "$port" != "$line" ]; then
            cat <&3 >/dev/null & # an unread pipe becomes full and blocks the server
            return
        fi
    done
    stop "GreenMail did not start within 60 s"
}

# expect: compare $folder/seen with the lines of standard input.
expect() {
    cat >"$folder/expected"
    echo "$finding: seen"
    sed 's/^/    /' "$folder/seen"
    if diff -u --label expected --label seen "$folder/expected" "$folder/seen" >"$folder/diff"; then
        echo "$finding: ok: the behaviour is as stated"
    else
        cat "$folder/diff"
        echo "$finding: CHANGED: expected and seen differ as shown above"
        exit 1
    fi
}
