"""The front door: the host, ports and certificate at which one test's account is reached.

A proxy in front of the run's one mail server that passes bytes through, ends TLS, speaks STARTTLS,
misbehaves as told, and keeps the conversation.
"""
