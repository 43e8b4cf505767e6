"""Serve the site and keep a worker running beside it: one command, one Ctrl-C."""

import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import uvicorn
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks.security.base import SECRET_KEY_INSECURE_PREFIX
from django.core.management.base import BaseCommand, CommandError

from accounts.organisation import organisation
from dashboards.live.hub import hub
from dashboards.services.first_steps import create_first_administrator, first_steps

SHORTEST_PAUSE, LONGEST_PAUSE = 1, 30
WORKER_STOPS_WITHIN = 10


class Command(BaseCommand):
    help = "Serve the site with uvicorn and supervise one background worker."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--no-worker", action="store_true", help="serve pages only")
        parser.add_argument(
            "--first-administrator",
            action="store_true",
            help="create an administrator when there is none, and show the password once",
        )

    def handle(self, *, host, port, no_worker, first_administrator, **options):
        self._refuse_public_key(host)
        self.check(databases=["default"])  # the database guards, and no demo accounts in production
        listener = self._listen(host, port)
        # uvicorn raises the signal again once it has shut down; as an exception it lets `finally` run.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        worker = None if no_worker else WorkerSupervisor(report=self.stderr.write)
        try:
            if worker:
                worker.start()
            self._welcome(f"http://{f'[{host}]' if ':' in host else host}:{port}")
            if first_administrator:
                self._first_administrator()
            self.stdout.write("\nCtrl-C ends it.\n")
            self.stdout.flush()
            server = LiveServer(
                uvicorn.Config(
                    settings.ASGI_APPLICATION.replace(".application", ":application"),
                    lifespan="off",
                    log_config=None,
                    log_level="warning",
                    access_log=False,  # it would print search words and addresses
                    proxy_headers=False,  # a header anyone can send; see TRUSTED_PROXY_COUNT
                    server_header=False,
                    timeout_graceful_shutdown=3,  # for whoever is slow to take an answer
                )
            )
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            pass
        finally:
            if worker:
                worker.stop()
            listener.close()
        self.stdout.write("Stopped.")

    @staticmethod
    def _refuse_public_key(host):
        """Keep the settings of a developer's machine on that machine; raises CommandError for any other address."""
        if settings.SECRET_KEY.startswith(SECRET_KEY_INSECURE_PREFIX) and not is_loopback(host):
            raise CommandError(
                f"Not served on {host or 'every address'}: the key in use is public, so anyone there could sign in as "
                "anybody. Set SECRET_KEY to 50 or more random characters, or serve on 127.0.0.1."
            )

    @staticmethod
    def _listen(host, port):
        """Take the port before anything starts; raises CommandError when somebody has it."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as problem:
            listener.close()
            raise CommandError(
                f"Cannot listen on {host}:{port} ({problem.strerror}). Try another port: PORT={port + 1}"
            ) from problem
        listener.listen(2048)
        return listener

    def _welcome(self, address):
        self.stdout.write(self.style.SUCCESS(f"\n{organisation().name} is at {address}/"))
        accounts = sorted(
            get_user_model().objects.filter(email__in=settings.DEMO_EMAILS),
            key=lambda account: settings.DEMO_EMAILS.index(account.email),
        )
        if accounts:
            self.stdout.write(f"\nDemo sign-ins, all with the password {settings.DEMO_PASSWORD}")
            for account in accounts:
                self.stdout.write(f"  {account.email:<26} {account.get_role_display()}")
            return
        steps = first_steps()
        if not all(step.is_done for step in steps):
            self.stdout.write("\nBefore the first patient can book:")
            for step in steps:
                self.stdout.write(f"  [{'x' if step.is_done else ' '}] {step.words}: {address}{step.address}")

    def _first_administrator(self):
        created = create_first_administrator(email=os.environ.get("ADMIN_EMAIL", "administrator@clinic.example"))
        if created:
            email, password = created
            self.stdout.write(f"\nSign in as {email} with the password {password} (shown only now; change it).")


class LiveServer(uvicorn.Server):
    """Ends the live streams when it is asked to stop: by themselves they never would, and it would wait for them."""

    async def shutdown(self, sockets=None):
        hub.end_all()
        await super().shutdown(sockets)


def is_loopback(host):
    """Say whether only this machine reaches ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class WorkerSupervisor:
    """Runs `manage.py worker` in a process of its own and starts it again when it dies."""

    def __init__(self, *, report, command=None):
        self.report = report
        self.command = command or [
            sys.executable,
            str(Path(settings.BASE_DIR) / "manage.py"),
            "worker",
            "--parent",
            str(os.getpid()),
        ]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_running, name="worker-supervisor", daemon=True)

    def start(self):
        self.process = self._spawn()
        self._thread.start()

    def stop(self):
        """Ask the worker to finish its turn; end it if it takes too long."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=WORKER_STOPS_WITHIN + 2)

    def _spawn(self):
        # The worker is one thread with one connection: the server's pool is not for it.
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_POOL"}
        # A session of its own: Ctrl-C reaches the server only, which then stops the worker in order.
        return subprocess.Popen(self.command, env=environment, start_new_session=True)  # noqa: S603

    def _keep_running(self):
        pause, born = SHORTEST_PAUSE, time.monotonic()
        while not self._stopping.wait(0.5):
            code = self.process.poll()
            if code is None:
                continue
            if time.monotonic() - born > LONGEST_PAUSE:
                pause = SHORTEST_PAUSE  # it had been well
            self.report(f"The worker ended ({code}); starting it again in {pause} s.")
            if self._stopping.wait(pause):
                break
            pause, born = min(pause * 2, LONGEST_PAUSE), time.monotonic()
            self.process = self._spawn()
        self._end()

    def _end(self):
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(WORKER_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
