"""A text message service for tests: takes messages in Twilio's language, or misbehaves as told."""

import contextlib
import json
import socketserver
import threading
import time
from urllib.parse import parse_qs

BIG = 5_000_000


class FakeService(socketserver.ThreadingTCPServer):
    """
    ``behaviour`` is a status (201 takes it), or one of the ways to go wrong.

    *hangs* says nothing; *drips* a byte a while, *taken* or not; *hangs up* before the answer, *hangs up within* in
    its middle; *huge* never ends; *no json* and *deep json* are answers of 400, *garbled* one of 201;
    *elsewhere* redirects.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.behaviour, self.code = 201, None
        self.requests, self.connections = [], 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def texts(self):
        return [(form["To"][0], form["Body"][0]) for _line, _headers, form in self.requests]


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        while line := self.rfile.readline():
            headers = {}
            while (header := self.rfile.readline().strip()) != b"":
                name, _colon, value = header.decode().partition(": ")
                headers[name.lower()] = value
            form = parse_qs(self.rfile.read(int(headers["content-length"])).decode())
            self.server.requests.append((line.decode().strip(), headers, form))
            if not self.answer(self.server.behaviour):
                return

    def answer(self, behaviour):
        """Answer one request; returns whether the connection stays open."""
        if behaviour == "hangs":
            time.sleep(3)
        elif behaviour in ("drips", "drips, taken"):
            self.write(b"HTTP/1.1 " if behaviour == "drips" else b"HTTP/1.1 201 Created\r\n")
            for _byte in range(60):
                self.write(b"2")
                time.sleep(0.05)
        elif behaviour == "hangs up within":
            self.write(b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{")
        elif behaviour == "huge":
            self.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"[" * BIG)
        elif behaviour == "huge, taken":
            self.write(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % BIG + b"[" * BIG)
        elif behaviour == "no json":
            self.send(400, b"<html>Bad request for +447700900123</html>")
        elif behaviour == "deep json":
            self.send(400, b"[" * 60_000)
        elif behaviour == "garbled":
            self.send(201, b"{ not JSON")
            return True
        elif behaviour == "elsewhere":
            self.write(f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {self.server.url}/other\r\n\r\n".encode())
        elif behaviour != "hangs up":
            told = {"code": self.server.code, "message": f"No such number: {self.server.texts[-1]}"}
            self.send(behaviour, json.dumps(told).encode())
            return True
        return False

    def send(self, status, body):
        self.write(b"HTTP/1.1 %d Word\r\nContent-Type: application/json\r\n" % status)
        self.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def write(self, data):
        with contextlib.suppress(OSError):  # the client has heard enough
            self.wfile.write(data)
