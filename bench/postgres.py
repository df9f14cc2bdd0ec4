"""A PostgreSQL of the bench's own, set as Cruddur's embedded one is; fsync stays on."""
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

BIN = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
SETTINGS = ["shared_buffers=128MB", "max_connections=60", "jit=off", "timezone=UTC", "fsync=on", "synchronous_commit=on"]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Postgres:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="cruddur-bench-pg-")
        self.port = free_port()
        root = os.geteuid() == 0
        self.as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if root else []
        if root:
            shutil.chown(self.folder, "postgres", "postgres")
        os.chmod(self.folder, 0o755)
        self.log = open(f"{self.folder}/log", "w")
        self._run("initdb", "-D", f"{self.folder}/db", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = [f"-c{setting}" for setting in SETTINGS]
        self.process = subprocess.Popen(
            [*self.as_owner, f"{BIN}/postgres", "-D", f"{self.folder}/db", "-k", self.folder, "-p", str(self.port),
             "-clisten_addresses=127.0.0.1", *options], cwd=self.folder, stdout=self.log, stderr=self.log)
        for _ in range(200):
            if subprocess.run([f"{BIN}/pg_isready", "-q", "-h", self.folder, "-p", str(self.port)]).returncode == 0:
                return self
            time.sleep(0.05)
        raise SystemExit(f"PostgreSQL did not start: {Path(self.folder, 'log').read_text()[-500:]}")

    def __exit__(self, *_):
        self.process.send_signal(3)  # SIGQUIT: nothing here must survive
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)

    def url(self, database):
        """For Cruddur and the peers: the socket, as with Cruddur's embedded database."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def psql(self, database, sql, **variables):
        defined = [option for name, value in variables.items() for option in ("-v", f"{name}={value}")]
        done = subprocess.run(
            [f"{BIN}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *defined, "-h", self.folder, "-p", str(self.port), "-U", "postgres", database],
            input=sql, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"psql failed: {done.stderr}")
        return done.stdout.strip()

    def _run(self, program, *arguments):
        subprocess.run([*self.as_owner, f"{BIN}/{program}", *arguments], cwd=self.folder, stdout=self.log, stderr=self.log, check=True)
