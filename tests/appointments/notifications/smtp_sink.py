"""A mail server for tests: takes mail, or misbehaves as told. Speaks as much of RFC 5321 as Django asks for."""

import email
import socketserver
import threading
import time
from email import policy


class Sink(socketserver.ThreadingTCPServer):
    """
    ``behaviour`` is "takes", "4xx", "5xx" (to every recipient), "drops" (after the data), "takes and drops" (so
    that nobody learns of it), "hangs" or "turns away".

    ``arrivals`` holds the address and the instant (seconds since 1970) of whatever was taken whole.
    """

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 20

    def __init__(self, *, seconds_each=0):
        super().__init__(("127.0.0.1", 0), Session)
        self.behaviour, self.seconds_each = "takes", seconds_each
        self.refused = set()
        self.taken, self.arrivals, self.connections = [], [], 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """Say nothing: whoever was killed hangs up in the middle of a sentence."""


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        sink = self.server
        sink.connections += 1
        if sink.behaviour == "hangs":
            time.sleep(5)
            return
        if sink.behaviour == "turns away":
            self.say("421 too busy, closing")
            return
        self.say("220 sink")
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].upper().strip()
            if verb in {b"EHLO", b"HELO"}:
                self.say("250 sink")
            elif verb == b"RCPT":
                self.answer_recipient(line.decode())
            elif verb == b"DATA":
                self.say("354 go on")
                if not self.take():
                    return
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def answer_recipient(self, line):
        address = line.partition("<")[2].partition(">")[0]
        if self.server.behaviour == "4xx":
            self.say(f"451 <{address}> is busy, try later")
        elif self.server.behaviour == "5xx" or address in self.server.refused:
            self.say(f"550 <{address}> does not live here")
        else:
            self.say("250 ok")

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # hung up before the end: nothing was handed over
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.behaviour == "drops":
            return False
        arrived = email.message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.taken.append(arrived)
        self.server.arrivals.append((arrived["To"], time.time()))
        if self.server.behaviour == "takes and drops":
            return False
        time.sleep(self.server.seconds_each)
        self.say("250 taken")
        return True
