"""Starts what is measured: the published build of Cruddur, and the original stack beside it."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from postgres import free_port
from statement import ROOT

BUILD = ROOT / "artifacts" / "bench" / "cruddur"


def publish():
    """Builds what is measured; with --no-publish the build of the run before is."""
    if "--no-publish" in sys.argv[1:]:
        return
    command = ["dotnet", "publish", "src/Cruddur", "-c", "Release", "-r", "linux-x64", "--self-contained", "-o", str(BUILD), "-v", "q", "-nologo"]
    shutil.rmtree(BUILD, ignore_errors=True)
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        raise SystemExit(f"Publishing failed. Run '{' '.join(command)}' and correct what it says.")


def get(port, path, headers=""):
    """Status, head and body of one request on a connection of its own; None while nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n{headers}\r\n".encode())
            answer = b""
            while part := connection.recv(65536):
                answer += part
    except ConnectionError:
        return None
    if not answer:
        return None
    head, body = answer.split(b"\r\n\r\n", 1)
    return int(head.split()[1]), head.decode(), body


def older(app):
    """Path of an older page of everybody's cruds, which is never in memory."""
    return "/api/activities/explore?before=" + get(app.port, "/api/activities/home")[1].split("before=")[1].split("&")[0]


class Server:
    """A child in a process group of its own."""

    def __init__(self, command, cwd, environment, path):
        self.path, self.url = path, f"http://127.0.0.1:{self.port}"
        self.log = tempfile.NamedTemporaryFile("w+", prefix="cruddur-bench-", suffix=".log")
        begin = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=cwd, env=os.environ | environment, stdout=self.log, stderr=self.log, start_new_session=True)
        while (answer := get(self.port, path)) is None or answer[0] != 200:
            if self.process.poll() is not None or time.perf_counter() - begin > 30:
                self.log.seek(0)
                raise SystemExit(f"{command[0]} does not answer {path}: {answer and answer[0]} {self.log.read()[-800:]}")
            time.sleep(0.005)
        self.started_ms = (time.perf_counter() - begin) * 1000

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()
        self.log.close()

    def memory_mb(self, field="VmRSS"):
        """VmRSS: resident now; VmHWM: the most that ever was."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(field)) / 1024


class Cruddur(Server):
    """As people run it: nothing set but the database."""

    def __init__(self, database_url):
        self.port = free_port()
        self.data = tempfile.mkdtemp(prefix="cruddur-bench-data-")
        command = [str(BUILD / "cruddur"), "serve", "--port", str(self.port), "--data", self.data, "--migrate"]
        super().__init__(command, self.data, {"CONNECTION_URL": database_url, "CRUDDUR_Limits__Person": "0", "CRUDDUR_Limits__Address": "0"}, "/api/activities/home")

    def __exit__(self, *args):
        super().__exit__(*args)
        shutil.rmtree(self.data)


def fill(postgres, database, cruds, people):
    """A migrated database with the large set of that size; how many seconds seeding it took."""
    postgres.psql("postgres", f"create database {database}")
    for verb in (["migrate"], ["seed", "--set", "large", "--people", str(people), "--cruds", str(cruds)]):
        begin = time.perf_counter()
        command = [str(BUILD / "cruddur"), "db", *verb, "--quiet", "--url", postgres.url(database)]
        if (done := subprocess.run(command, capture_output=True, text=True)).returncode != 0:
            raise SystemExit(f"{' '.join(command)} answered {done.returncode}: {done.stderr[-800:]}")
    seeding = time.perf_counter() - begin
    postgres.psql(database, (ROOT / "bench/data.sql").read_text())
    return seeding


class Flask(Server):
    """The original stack: gunicorn with four workers."""

    KINDS = [(worker, driver) for worker in ("sync", "gthread") for driver in ("psycopg", "psycopg2")]

    def __init__(self, database_url, kind):
        self.port = free_port()
        worker, driver = kind
        command = ["/usr/bin/gunicorn", "--workers", "4", "--worker-class", worker, "--bind", f"127.0.0.1:{self.port}", "flask-app:app"]
        threads = ["--threads", "4"] if worker == "gthread" else []
        super().__init__([*command[:-1], *threads, command[-1]], ROOT / "bench" / "peers",
                         {"CONNECTION_URL": database_url, "PEER_DRIVER": driver, "PYTHONDONTWRITEBYTECODE": "1"}, "/api/activities/home")
