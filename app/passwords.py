"""Encrypt mailbox passwords, and hash sign-in passwords."""

import os
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from cryptography.fernet import Fernet

KEY_FILE = "key"

# OWASP's smallest profile for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


class PasswordCipher:
    """Encrypt and decrypt mailbox passwords, with a key from a file that only its owner can read.

    Args:
        folder: the folder of the key file. If the file is missing, it is created with a new key.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / KEY_FILE
        if not file.exists():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as new:
                new.write(Fernet.generate_key())
        self.key = file.read_bytes()
        self._fernet = Fernet(self.key)

    def encrypt(self, password: str) -> bytes:
        """Encrypt a password that Kith needs again in plain text."""
        return self._fernet.encrypt(password.encode())

    def decrypt(self, encrypted: bytes) -> str:
        """Decrypt the result of `encrypt`."""
        return self._fernet.decrypt(encrypted).decode()


def hash_password(password: str) -> str:
    """Return the hash of a sign-in password."""
    return _hasher.hash(password)


def verify_password(hashed: str, password: str) -> bool:
    """Say whether a sign-in password has this hash."""
    try:
        return _hasher.verify(hashed, password)
    except Argon2Error:
        return False
