"""End a connection after so many seconds: a timeout of the socket counts from each byte anew."""

import http.client
import socket
import threading
from contextlib import contextmanager, suppress


@contextmanager
def in_time(connection, seconds):
    """Cut the open ``http.client`` ``connection`` off after ``seconds``; what follows is a ``TimeoutError``."""
    sock, ran_out = connection.sock, threading.Event()

    def cut():
        ran_out.set()
        # The plain socket's: one with TLS would first say goodbye.
        with suppress(OSError):
            socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException) as error:
        if ran_out.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
