"""Front door: a fault-injecting IMAP proxy with the host, ports and certificate of one test.

The proxy is between the app and the run's mail server. It passes bytes through, decrypts TLS,
answers STARTTLS, injects faults as a man in the middle (MITM), and records what the app sends.
"""
