"""Front door: a fault-injecting IMAP proxy with the host, ports and certificate of one test.

A proxy in front of the run's mail server passes bytes through, ends TLS, speaks STARTTLS, injects
faults as a man in the middle (MITM), and records what the app sends.
"""
