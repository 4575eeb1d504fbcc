"""Kith, a small contact manager: the reference app on which bluebar is tested.

Kith connects a mailbox over IMAP and imports contacts and messages. It imports nothing of bluebar
outside this package.
"""
