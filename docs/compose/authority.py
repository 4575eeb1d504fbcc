"""Create the authority of all certificates, and GreenMail's key store signed by it.

python docs/compose/authority.py FOLDER HOST PASSWORD
"""

import sys
from pathlib import Path

from bluebar.mailserver.authority import Authority
from bluebar.mailserver.greenmail.keystore import write_keystore


def main(folder: Path, host: str, password: str) -> None:
    """Create both files; an existing authority is kept. GreenMail's user can read the key store."""
    store = folder / "greenmail.p12"
    write_keystore(Authority.at(folder), store, password, host)
    store.chmod(0o644)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
