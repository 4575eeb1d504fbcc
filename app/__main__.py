"""Run Kith:  python -m bluebar.app."""

import logging
import socket
import sys

import uvicorn

from bluebar.app.settings import Settings, SettingsError
from bluebar.app.web import make_app


def main() -> None:
    """Serve until SIGTERM or Ctrl-C; print one line with Kith's address when it can be opened."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        sys.exit(f"kith: {error}")
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    try:
        listener = socket.create_server((settings.app_host, settings.app_port))
    except OSError as error:
        sys.exit(
            f"kith: cannot listen on {settings.app_host}:{settings.app_port}: {error.strerror}. "
            "Set APP_PORT to another port, or to 0 for a free one."
        )
    host, port = listener.getsockname()[:2]
    server = uvicorn.Server(
        uvicorn.Config(
            make_app(settings),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
            lifespan="on",
        )
    )
    print(f"Kith listens on http://{host}:{port}", flush=True)
    server.run(sockets=[listener])


if __name__ == "__main__":
    main()
