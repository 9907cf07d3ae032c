"""One process: an HTTP server with a thread per connection, and an SMTP server."""

import signal
import socketserver
import sys
import threading
from typing import Any, cast
from wsgiref.simple_server import ServerHandler, WSGIRequestHandler, WSGIServer

from django.core.handlers.wsgi import WSGIHandler

from . import configuration, mailbox
from .authority import write_anchor
from .database import prepare
from .faults import CUT


def serve(host: str, port: int) -> int:
    """Run until a signal; return the exit code."""
    prepare()
    # Nobody waits for it: it takes longer than all the rest.
    threading.Thread(target=write_anchor, daemon=True).start()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        mail = mailbox.start(host, configuration.SMTP_PORT)
    except OSError as error:
        sys.stderr.write(f"Cổng thư {configuration.SMTP_PORT} không mở được ({error}): đặt CONGSO_SMTP_PORT khác.\n")
        return 1
    try:
        server = _Server((host, port), _Handler)
    except OSError as error:
        sys.stderr.write(f"Cổng {port} không mở được ({error}): chọn --port khác.\n")
        mail.stop()
        return 1
    server.set_app(WSGIHandler())
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
    sys.stdout.write(f"Mô phỏng bên ngoài: http://{host}:{port}/ (thư: {host}:{configuration.SMTP_PORT})\n")
    sys.stdout.flush()
    stopping.wait()
    server.shutdown()
    mail.stop()
    return 0


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


class _CuttingHandler(ServerHandler):
    def start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        if any(name == CUT for name, _value in headers):
            raise ConnectionAbortedError  # wsgiref then ends the connection without a word
        return super().start_response(status, headers, exc_info)


class _Handler(WSGIRequestHandler):
    timeout = 30

    def address_string(self) -> str:
        return str(self.client_address[0])

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the pages show what happened."""

    def handle(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if len(self.raw_requestline) > 65536 or not self.parse_request():
            return
        handler = _CuttingHandler(
            cast(Any, self.rfile), cast(Any, self.wfile), self.get_stderr(), self.get_environ(), multithread=True
        )
        handler.request_handler = self  # type: ignore[attr-defined]
        handler.run(self.server.get_app())  # type: ignore[attr-defined]
