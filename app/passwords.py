"""Keep secrets: the key of this Kith, mailbox passwords encrypted, sign-in passwords hashed."""

import os
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from cryptography.fernet import Fernet

KEY_FILE = "key"

# OWASP's smallest profile for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class Vault:
    """Encrypt with a key that lies beside the database, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / KEY_FILE
        if not file.exists():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as new:
                new.write(Fernet.generate_key())
        self.key = file.read_bytes()
        self._fernet = Fernet(self.key)

    def closed(self, secret: str) -> bytes:
        """Encrypt a secret that has to be used again."""
        return self._fernet.encrypt(secret.encode())

    def opened(self, closed: bytes) -> str:
        """Decrypt what `closed` gave."""
        return self._fernet.decrypt(closed).decode()


def hashed(password: str) -> str:
    """Return what is kept of a sign-in password."""
    return _hasher.hash(password)


def matches(kept: str, password: str) -> bool:
    """Say whether a sign-in password is the one that was hashed."""
    try:
        return _hasher.verify(kept, password)
    except Argon2Error:
        return False
