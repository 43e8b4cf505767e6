"""A push service for tests, and browsers that subscribe to it and really read what it is handed (RFC 8291)."""

import contextlib
import json
import os
import socketserver
import threading
import time
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from py_vapid.utils import b64urldecode, b64urlencode


class Browser:
    """A browser that shows notifications: what it says of itself, and what it was told."""

    def __init__(self, service, name="one"):
        self.key, self.secret = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.service, self.endpoint = service, f"{service.url}/send/{name}"

    @property
    def says(self):
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": b64urlencode(point), "auth": b64urlencode(self.secret)}

    @property
    def shown(self):
        """What it was told, decrypted with its own key."""
        path = urlsplit(self.endpoint).path
        return [self.read(body) for line, _headers, body in self.service.requests if path == line.split(" ")[1]]

    def read(self, body):
        plain = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        return json.loads(plain)


class FakePushService(socketserver.ThreadingTCPServer):
    """
    ``behaviour`` is a status (201 takes it), or one of the ways to go wrong; ``of`` gives one to a path of its own.

    *hangs* says nothing; *drips* a byte a while; *hangs up* before the answer; *huge* never ends, *huge, taken*
    after a good status; *elsewhere* redirects.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.behaviour, self.of, self.retry_after = 201, {}, None
        self.requests = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def claims(self):
        """Return who signed the last request, for whom and until when; raises where the signature is wrong."""
        authorization = self.requests[-1][1]["authorization"]
        assert Vapid02.verify(authorization)
        parts = dict(part.split("=", 1) for part in authorization.removeprefix("vapid ").split(","))
        return json.loads(b64urldecode(parts["t"].split(".")[1].encode())) | {"key": parts["k"]}


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline().decode().strip()
        headers = {}
        while (header := self.rfile.readline().strip()) != b"":
            name, _colon, value = header.decode().partition(": ")
            headers[name.lower()] = value
        self.server.requests.append((line, headers, self.rfile.read(int(headers.get("content-length", 0)))))
        self.answer(self.server.of.get(line.split(" ")[1], self.server.behaviour))

    def answer(self, behaviour):
        if behaviour == "hangs":
            time.sleep(3)
        elif behaviour == "drips":
            self.write(b"HTTP/1.1 ")
            for _byte in range(60):
                self.write(b"2")
                time.sleep(0.05)
        elif behaviour == "huge":
            self.write(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"[" * 5_000_000)
        elif behaviour == "huge, taken":
            self.write(b"HTTP/1.1 201 Created\r\nContent-Length: 5000000\r\n\r\n[")
        elif behaviour == "elsewhere":
            self.write(f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {self.server.url}/other\r\n\r\n".encode())
        elif behaviour != "hangs up":
            wait = f"Retry-After: {self.server.retry_after}\r\n" if self.server.retry_after else ""
            self.write(f"HTTP/1.1 {behaviour} Word\r\n{wait}Content-Length: 0\r\n\r\n".encode())

    def write(self, data):
        with contextlib.suppress(OSError):  # the client has heard enough
            self.wfile.write(data)
