"""A mail server for tests: takes mail, or misbehaves as told. Speaks as much of RFC 5321 as Django asks for."""

import email
import socketserver
import threading
import time
from email import policy


class Sink(socketserver.ThreadingTCPServer):
    """``behaviour`` is "takes", "4xx", "5xx" (to every recipient), "drops" (after the data) or "hangs"."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.behaviour = "takes"
        self.refused = set()
        self.taken, self.connections = [], 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        sink = self.server
        sink.connections += 1
        if sink.behaviour == "hangs":
            time.sleep(5)
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
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.server.behaviour == "drops":
            return False
        self.server.taken.append(email.message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 taken")
        return True
