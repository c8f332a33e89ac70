"""The web server of a serving process: GET /ping, GET /execution-parameters, POST /invocations."""
import json
import os
import signal
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Refused(Exception):
    """An invocation that is answered with a status of its own."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


def serve(invoke, parameters):
    """Answers until the process is told to end. `invoke` takes body, content type and accept, and gives body and content type, or None for no content."""
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            if self.path == "/ping":
                self.answer(200, b"", "text/plain")
            elif self.path == "/execution-parameters":
                self.answer(200, json.dumps(parameters).encode(), "application/json")
            else:
                self.answer(404, b"no such page", "text/plain")

        def do_POST(self):
            body = self.read_body()
            if self.path != "/invocations":
                self.answer(404, b"no such page", "text/plain")
                return
            try:
                answer = invoke(body, self.headers.get("Content-Type"), self.headers.get("Accept"))
            except Refused as refused:
                self.answer(refused.status, str(refused).encode(), "text/plain")
            except Exception as problem:  # the user's code may raise anything; the server lives on
                traceback.print_exc()
                self.answer(500, f"{type(problem).__name__}: {problem}".encode(), "text/plain")
            else:
                self.answer(204, b"", "text/plain") if answer is None else self.answer(200, *answer)

        def read_body(self):
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return b"".join(parts)

        def answer(self, status, body, content_type):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass  # a line for each of a million records helps nobody; failures are printed where they happen

    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("SAGEMAKER_BIND_TO_PORT") or 8080)), Handler)
    signal.signal(signal.SIGTERM, lambda number, frame: threading.Thread(target=server.shutdown).start())
    print(f"serving on port {server.server_port}", flush=True)
    server.serve_forever()
    sys.exit(0)
