# bluebar with all that a run needs: a browser, a JVM and GreenMail, and Dovecot. Nothing is fetched at
# run time.
#
#   docker build -t bluebar .
#   docker run --rm -v "$PWD:/project" --user "$(id -u):$(id -g)" bluebar run --target crm/adapter.py:Crm
#
# BASE is Debian or Ubuntu, e.g. an image of yours that trusts your company's certificate authority.
ARG BASE=debian:12-slim
FROM $BASE AS system
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        chromium-headless-shell dovecot-imapd dovecot-pop3d fonts-dejavu-core libatomic1 python3 tini \
    && apt-get clean && rm -rf /var/lib/apt/lists/*
ENV PATH=/opt/bluebar/bin:$PATH M2_REPO=/opt/bluebar/maven PYTHONUNBUFFERED=1

FROM system AS build
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv
WORKDIR /source
ARG PIP_INDEX_URL
COPY requirements-run.txt ./
RUN python3 -m venv /opt/bluebar \
    && pip install -q --disable-pip-version-check --no-cache-dir --require-hashes -r requirements-run.txt
COPY pyproject.toml setup.py README.md LICENSE ./
COPY bluebar bluebar
COPY e2e e2e
COPY fixtures fixtures
COPY mailserver mailserver
COPY reports reports
COPY app app
RUN pip install -q --disable-pip-version-check --no-deps --no-build-isolation . \
    && pip uninstall -q --disable-pip-version-check -y setuptools pip
# GreenMail's jar, and the bytecode that pytest writes at its first start.
WORKDIR /tmp
RUN python -c "from bluebar.mailserver.greenmail.jar import resolve_jar; resolve_jar()" \
    && bluebar run --collect-only -q > /dev/null

FROM system
LABEL org.opencontainers.image.title="bluebar" org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/bluebar /opt/bluebar
# Any user may run it (--user): these folders are writable for everyone. A volume at /authority, for
# --proxy-ca, becomes so, too.
RUN useradd --uid 1000 --create-home bluebar \
    && mkdir /project /authority && chmod 1777 /project /authority /home/bluebar
ENV HOME=/home/bluebar
USER bluebar
WORKDIR /project
ENTRYPOINT ["tini", "--", "bluebar"]
CMD ["--help"]
