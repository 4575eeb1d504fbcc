"""Homes, folders, disks, users, locales, proxies and host names as found on real machines."""

from tests.environment.surrounding import NOTHING_JUDGED, STARTED, USAGE, Surrounding

JVM = ("--mailserver", "jvm")
BY_NAME = "certificates/by-name/other-name"
NOT_WHOLE = r"the report is incomplete\. Wanted: "
JARS = {"M2_REPO": "{jars}"}
DEAD_PROXY = "http://127.0.0.1:9"


def hosts(text: str) -> tuple[str, ...]:
    """Return the shell lines that replace /etc/hosts by this text."""
    return (f"printf '{text}' >{{folder}}/hosts", "mount --bind {folder}/hosts /etc/hosts")


def small_disk(size: str, at: str) -> tuple[str, ...]:
    """Return the shell lines that mount a disk of this size."""
    return (f"mkdir -p {at}", f"mount -t tmpfs -o size={size},mode=1777 tmpfs {at}")


ROWS = (
    Surrounding(
        id="user/ordinary",
        why="An ordinary user with a home, who owns no files here.",
        as_user=True,
        environ={**JARS, "HOME": "{folder}/home"},
        files={"home/keep": b""},
        options=JVM,
    ),
    Surrounding(
        id="home/of-another-user",
        why="gosu, setpriv, `sudo -E` and images that drop root keep root's HOME.",
        as_user=True,
        mounts=("mkdir -m 700 {folder}/home",),
        environ={**JARS, "HOME": "{folder}/home"},
        options=JVM,
    ),
    Surrounding(
        id="home/of-another-user/no-jar",
        why="The same, without M2_REPO for GreenMail's jar.",
        as_user=True,
        mounts=("mkdir -m 700 {folder}/home",),
        environ={"HOME": "{folder}/home", "M2_REPO": None},
        options=JVM,
        status=STARTED,
        says="wanted: com.icegreen:greenmail-standalone.*(\\n.*)*set M2_REPO to a folder",
    ),
    Surrounding(
        id="home/missing",
        why="A container's user without a home folder.",
        as_user=True,
        environ={**JARS, "HOME": "/nonexistent/home"},
        options=JVM,
    ),
    Surrounding(
        id="home/none-and-no-name",
        why="A numeric user (OpenShift, `docker run --user`), HOME not set.",
        as_user=True,
        environ={**JARS, "HOME": None, "USER": None, "LOGNAME": None},
        options=JVM,
    ),
    Surrounding(
        id="home/none-and-no-name/no-jar",
        why="The same without M2_REPO for the jar.",
        as_user=True,
        environ={"HOME": None, "USER": None, "LOGNAME": None, "M2_REPO": None},
        options=JVM,
        status=STARTED,
        says="set M2_REPO to a folder",
    ),
    Surrounding(
        id="home/read-only",
        why="A sandbox.",
        mounts=(
            "mkdir {folder}/home",
            "mount --bind {folder}/home {folder}/home",
            "mount -o remount,bind,ro {folder}/home",
        ),
        environ={**JARS, "HOME": "{folder}/home"},
        options=JVM,
    ),
    Surrounding(
        id="tmpdir/long",
        why="A CI's nested workspaces.",
        environ={"TMPDIR": "{folder}/" + "t" * 150},
        files={"t" * 150 + "/keep": b""},
        options=JVM,
    ),
    Surrounding(
        id="tmpdir/missing",
        why="A variable left from another job.",
        environ={"TMPDIR": "{folder}/missing"},
        options=JVM,
    ),
    Surrounding(
        id="tmpdir/noexec",
        why="A hardened server.",
        mounts=(
            "mkdir {folder}/tmp",
            "mount -t tmpfs -o noexec,nosuid,nodev tmpfs {folder}/tmp",
        ),
        environ={"TMPDIR": "{folder}/tmp"},
        options=JVM,
    ),
    Surrounding(
        id="tmpdir/full",
        why="A disk with less space than a run needs.",
        mounts=(
            *small_disk("64k", "{folder}/tmp"),
            "head -c 60000 /dev/zero >{folder}/tmp/full",
        ),
        environ={"TMPDIR": "{folder}/tmp"},
        options=JVM,
        status=STARTED,
        says="happened: .*[Nn]o space left",
    ),
    Surrounding(
        id="reports/unwritable",
        why="A folder of another user.",
        as_user=True,
        environ={**JARS, "HOME": "{folder}/home"},
        files={"home/keep": b""},
        options=(*JVM, "--reports", "/nonexistent/reports"),
        says=NOT_WHOLE,
    ),
    Surrounding(
        id="reports/full",
        why="A disk that is full before the report is written.",
        mounts=small_disk("8k", "{folder}/reports"),
        options=JVM,
        says=NOT_WHOLE,
    ),
    Surrounding(
        id="shm/small",
        why="A container's shared memory: 64 MB, or less.",
        mounts=("mount -t tmpfs -o size=1m tmpfs /dev/shm",),
        options=JVM,
    ),
    Surrounding(
        id="files/256",
        why="The limit of open files on macOS and in old shells.",
        before="ulimit -n 256;",
        options=JVM,
    ),
    Surrounding(
        id="locale/c",
        why="A cron job.",
        environ={"LC_ALL": "C", "LANG": None, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        options=JVM,
    ),
    Surrounding(
        id="locale/turkish",
        why="A language with other pairs of upper and lower case.",
        environ={
            "LC_ALL": "tr_TR.UTF-8",
            "JAVA_TOOL_OPTIONS": "-Duser.language=tr -Duser.country=TR",
        },
        options=JVM,
    ),
    Surrounding(
        id="locale/none",
        why="An environment without any locale.",
        environ={"LC_ALL": None, "LANG": None, "LANGUAGE": None, "LC_CTYPE": None},
        options=JVM,
    ),
    Surrounding(
        id="tz/first",
        why="The time zone in which a day begins first.",
        environ={"TZ": "Pacific/Kiritimati"},
        options=JVM,
    ),
    Surrounding(
        id="tz/last",
        why="The time zone in which a day ends last.",
        environ={"TZ": "Etc/GMT+12"},
        options=JVM,
    ),
    Surrounding(
        id="python/optimize",
        why="PYTHONOPTIMIZE=1, as some images set it.",
        environ={"PYTHONOPTIMIZE": "1"},
        options=JVM,
    ),
    Surrounding(
        id="python/warnings-are-errors",
        why="PYTHONWARNINGS=error, as a team's CI sets it for its own tests.",
        environ={"PYTHONWARNINGS": "error"},
        options=JVM,
    ),
    Surrounding(
        id="python/no-bytecode",
        why="PYTHONDONTWRITEBYTECODE=1.",
        environ={"PYTHONDONTWRITEBYTECODE": "1"},
        options=JVM,
    ),
    Surrounding(
        id="proxy/dead",
        why="A company's proxy that this machine cannot reach.",
        environ={
            name: DEAD_PROXY
            for each in ("http_proxy", "https_proxy", "all_proxy")
            for name in (each, each.upper())
        }
        | {"no_proxy": None, "NO_PROXY": None},
        options=JVM,
    ),
    Surrounding(
        id="java/tool-options",
        why="JAVA_TOOL_OPTIONS of a build, which every JVM prints and obeys.",
        environ={"JAVA_TOOL_OPTIONS": "-Dfile.encoding=US-ASCII -Xmx128m"},
        options=JVM,
    ),
    Surrounding(
        id="java/tool-options-contradict",
        why="The same with another garbage collector.",
        environ={"JAVA_TOOL_OPTIONS": "-XX:+UseParallelGC"},
        options=JVM,
        status=STARTED,
        says=r"wanted: GreenMail \(jvm\) to be ready(.*\n)*last output:\n +\S",
    ),
    Surrounding(
        id="java/missing",
        why="--mailserver-java of another machine.",
        options=(*JVM, "--mailserver-java", "/nonexistent/java"),
        status=STARTED,
        says="wanted: a java program that can run GreenMail",
    ),
    Surrounding(
        id="authorities/missing",
        why="SSL_CERT_FILE of an image that has no such file.",
        environ={"SSL_CERT_FILE": "/nonexistent.pem", "REQUESTS_CA_BUNDLE": "/nonexistent.pem"},
        options=JVM,
    ),
    Surrounding(
        id="browser/named-but-missing",
        why="BLUEBAR_BROWSER of another machine.",
        environ={"BLUEBAR_BROWSER": "/nonexistent/chromium"},
        options=JVM,
        status=STARTED,
        says="wanted: to run the browser that BLUEBAR_BROWSER names",
    ),
    Surrounding(
        id="browser/named-but-not-a-browser",
        why="BLUEBAR_BROWSER names a file that is not a browser.",
        environ={"BLUEBAR_BROWSER": "{folder}/chromium"},
        files={"chromium": b"not a program"},
        options=JVM,
        status=STARTED,
        says="wanted: to run the browser that BLUEBAR_BROWSER names",
    ),
    Surrounding(
        id="localhost/ipv6-only",
        why="A hosts file in which localhost is ::1 only.",
        mounts=hosts("::1 localhost\\n"),
        rows=BY_NAME,
        options=JVM,
    ),
    Surrounding(
        id="localhost/ipv6-first",
        why="Both addresses, for an app that tries the first one only.",
        mounts=hosts("::1 localhost\\n127.0.0.1 localhost\\n"),
        rows=BY_NAME,
        options=JVM,
    ),
    Surrounding(
        id="localhost/unknown",
        why="A chroot without a hosts file: no name resolves to this machine.",
        mounts=(
            *hosts("127.0.0.1 elsewhere\\n"),
            "printf 'hosts: files\\n' >{folder}/nsswitch",
            "mount --bind {folder}/nsswitch /etc/nsswitch.conf",
        ),
        rows=BY_NAME,
        options=JVM,
        status=NOTHING_JUDGED,
        says="not offered: localhost does not resolve to|nothing was judged",
    ),
    Surrounding(
        id="checkout/odd-path",
        why="A path with a space, an umlaut and a quote.",
        checkout="odd path",
        options=JVM,
    ),
    Surrounding(
        id="checkout/read-only",
        why="A checkout that a CI mounts read-only.",
        checkout="read-only",
        options=JVM,
    ),
    Surrounding(
        id="checkout/read-only/reports-inside",
        why="The same, with the report's folder inside the checkout.",
        checkout="read-only",
        options=(*JVM, "--reports", "reports/out"),
        says=NOT_WHOLE,
    ),
    Surrounding(
        id="umask/077",
        why="A hardened shell.",
        before="umask 077;",
        options=JVM,
    ),
    Surrounding(
        id="stdin/closed",
        why="A service manager that starts a run without stdin.",
        before="exec <&-;",
        options=JVM,
    ),
    Surrounding(
        id="terminal/none",
        why="A CI's log: no terminal, few columns.",
        environ={"TERM": "dumb", "COLUMNS": "20", "CI": "true", "NO_COLOR": "1"},
        options=JVM,
    ),
    Surrounding(
        id="options/unknown-marker",
        why="A mistyped marker, with workers.",
        options=(*JVM, "-n", "2", "-m", "artcle"),
        status=USAGE,
        says=r"ERROR: Unknown marker\(s\) in '-m' expression: artcle",
    ),
    Surrounding(
        id="options/unreadable-expression",
        why="A missing bracket, with workers.",
        options=(*JVM, "-n", "2"),
        rows="article and (",
        status=USAGE,
        says="ERROR: Wrong expression passed to '-k'",
    ),
    Surrounding(
        id="options/no-such-file",
        why="A mistyped path, with workers.",
        options=(*JVM, "-n", "2", "e2e/test_artcle.py"),
        status=USAGE,
        says="file or directory not found: e2e/test_artcle.py",
    ),
    Surrounding(
        id="inbox/unreachable",
        why="A mailbox on a stopped server, with a password outside ASCII.",
        environ={"BLUEBAR_INBOX_PASSWORD": "pä55wörd"},
        options=(
            *JVM,
            "--inbox",
            "imaps://qa@127.0.0.1:1",
            "--inbox-address",
            "qa+{unique}@example.com",
        ),
        status=STARTED,
        says="where: --inbox imaps://qa@127.0.0.1:1",
    ),
    Surrounding(
        id="plugins/others",
        why="A team's virtual environment with other plugins.",
        packages=True,
        options=(*JVM, "--cov=reports", "--cov-report=", "--html={folder}/page.html"),
    ),
    Surrounding(
        id="plugins/others/workers",
        why="The same with workers.",
        packages=True,
        options=(*JVM, "-n", "2", "--timeout=120"),
    ),
)
