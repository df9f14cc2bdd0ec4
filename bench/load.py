"""Runs the load generators and the rounds: A B A B …, so that what else the machine does meets both sides alike."""
import re
import statistics
import subprocess
import tempfile

from postgres import BIN

SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
CONCURRENCY = (8, 16, 32)


def wrk(url, connections, seconds, token=None):
    """Requests per second and median latency in ms; any answer but 2xx ends the bench."""
    headers = ["-H", f"Authorization: Bearer {token}"] if token else []
    done = subprocess.run(
        ["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s", "--latency", *headers, url],
        capture_output=True, text=True, check=True).stdout
    if (failed := re.search(r"Non-2xx.*|Socket errors: connect [1-9].*", done)):
        raise SystemExit(f"{url}: {failed[0]}")
    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s|m)\b", done).groups()
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1]), "p50_ms": float(value) * SECONDS[unit] * 1000}


def pgbench(postgres, database, script, options, connections, seconds):
    """Transactions per second of one statement, prepared once a connection."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        done = subprocess.run(
            [f"{BIN}/pgbench", "-n", "-M", "prepared", "-f", file.name, "-c", str(connections), "-j", "2", "-T", str(seconds), *options,
             "-h", postgres.folder, "-p", str(postgres.port), "-U", "postgres", database], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"pgbench failed: {done.stderr[-800:]}")
    return {"rate": float(re.search(r"tps = ([\d.]+)", done.stdout)[1])}


def fit(run, seconds):
    """The concurrency at which this side does most; also its warm-up."""
    return max(CONCURRENCY, key=lambda connections: run(connections, seconds)["rate"])


def rounds(count, seconds, sides):
    """Each side in turn, count times. Sides are functions of seconds; returns a list of samples for each name."""
    samples = {name: [] for name in sides}
    for _ in range(count):
        for name, run in sides.items():
            samples[name].append(run(seconds))
    return samples


def compare(ours, beside, field="rate"):
    """Medians of both sides, and of the ratios of the rounds with their spread."""
    ratios = [a[field] / b[field] for a, b in zip(ours, beside)]
    return {"ours": statistics.median(a[field] for a in ours), "beside": statistics.median(b[field] for b in beside),
            "ratio": statistics.median(ratios), "lowest": min(ratios), "highest": max(ratios)}
