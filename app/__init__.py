"""Kith, a small contact manager: the reference app that bluebar is tried on.

It connects a mailbox over IMAP and imports contacts and messages. It knows nothing of bluebar.
"""
