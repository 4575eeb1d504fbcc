"""Capabilities of an app that an administrator prepares, or whose logs the adapter reads.

The module `capabilities` has a target's other capabilities.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol, runtime_checkable

from playwright.sync_api import Page

from bluebar.e2e.protocol.target import FormInput, Instance


@runtime_checkable
class ArrangedByAdmin(Protocol):
    """An administrator sets the server, the port or SSL before a person connects a mailbox.

    The form lacks the fields for these settings (`ConnectForm.server` and others are None). Rows
    that judge such a field are not offered.
    """

    def arrange(self, page: Page, instance: Instance, typed: FormInput) -> None:
        """Set what a person will not type: the server, the port, SSL and STARTTLS.

        bluebar calls this method before `open_connect_form`, and again if a row changes one of
        these settings. The administrator is another person than the user of the page, so do not
        use the user's page. Use the app's API, a file, or a separate browser context
        (`page.context.browser.new_context()`), which the adapter must close.

        Args:
            page: the user's page.
            instance: the running app, as `running` yielded it.
            typed: the settings, in `server`, `port`, `use_ssl` and `starttls`. There are no spaces
                around server and port.
        """


@runtime_checkable
class ReadsLogs(Protocol):
    """The adapter can read what the app logs or stores where bluebar cannot, e.g. in a container.

    Each test of your own app ends with a search for the mailbox's password in these texts. The log
    of an app that `app_process` starts is searched without this capability.
    """

    def logs(self, instance: Instance, since: datetime) -> Mapping[str, str]:
        """Return the texts that the app has written since a moment, by the name of the place.

        Args:
            instance: the running app, as `running` yielded it.
            since: the moment at which the test began, with a time zone. Older texts do no harm,
                but the search takes longer.

        Returns:
            For example `{"docker logs crm": "…", "the table mail_log": "…"}`.
        """
