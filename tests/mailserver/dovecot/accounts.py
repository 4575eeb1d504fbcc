"""Create and delete accounts of a Dovecot of bluebar: a command for `--mailserver-accounts`."""

import sys
from pathlib import Path

from bluebar.mailserver.accounts import Account
from bluebar.mailserver.dovecot.account_files import AccountFiles


def main() -> None:
    folder, action, address, login = sys.argv[1:]
    files = AccountFiles(Path(folder))
    if action == "create":
        files.create(Account(address=address, login=login, password=sys.stdin.read()))
    else:
        files.delete(address)


if __name__ == "__main__":
    main()
