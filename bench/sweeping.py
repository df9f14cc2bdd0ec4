"""What people notice while a million expired cruds are swept; by itself: bin/bench --sweeping."""
import http.client
import json
import statistics
import sys
import time

from postgres import Postgres
from servers import Cruddur, fill, older, publish
from statement import ROOT

QUICK = "--quick" in sys.argv[1:]
CRUDS, PEOPLE = (100_000, 5_000) if QUICK else (1_000_000, 50_000)
ALIVE = 10_000
QUIET = 5 if QUICK else 30  # seconds
TOKEN = "x" * 43

# The newest stay, so that feeds have what to show; replies end with what they answer.
END = f"""
update activities set expires_at = now()
where uuid not in (select uuid from activities where reply_to_activity_uuid is null order by created_at desc, uuid desc limit {ALIVE});
vacuum analyze activities"""


def feeds(app):
    """A page of everybody's cruds that is never in memory, and a person's home."""
    return [(older(app), {}), (app.path, {"Authorization": f"Bearer {TOKEN}"})]


def latencies(app, goes_on):
    """Milliseconds of one reader who asks for one feed after the other, without a pause."""
    connection, taken, asked = http.client.HTTPConnection("127.0.0.1", app.port), [], feeds(app)
    while goes_on():
        for path, headers in asked:
            begin = time.perf_counter()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            taken.append((time.perf_counter() - begin) * 1000)
            if answer.status != 200:
                raise SystemExit(f"{path} answers {answer.status}.")
    return taken


def p99(taken):
    return statistics.quantiles(taken, n=100)[-1]


def measure(postgres, database):
    with Cruddur(postgres.url(database)) as app:
        latencies(app, until(2))
        quiet = latencies(app, until(QUIET))
    for statement in END.split(";"):
        postgres.psql(database, statement)
    expired = int(postgres.psql(database, "select count(*) from activities where expires_at <= now()"))
    with Cruddur(postgres.url(database)) as app:
        begun = time.perf_counter()
        look = until(5)
        def more():
            nonlocal look
            if look():
                return True
            look = until(5)
            return postgres.psql(database, "select exists (select from activities where expires_at <= now())") == "t"
        busy = latencies(app, more)
        seconds = time.perf_counter() - begun
    return {"expired": expired, "seconds": seconds, "ours": p99(busy), "beside": p99(quiet), "ratio": p99(busy) / p99(quiet),
            "median": statistics.median(busy), "median_quiet": statistics.median(quiet)}


def until(seconds):
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() < end


def rows(result):
    held = "yes" if result["ratio"] < 2 else "**no**"
    return [f"| Feeds, p99, while {result['expired']:,} expired cruds are swept (in {result['seconds']:.0f} s) | {result['ours']:.1f} ms | "
            f"{result['beside']:.1f} ms, nothing to sweep | {result['ratio']:.2f} × | < 2 × | {held} |"]


if __name__ == "__main__":
    publish()
    with Postgres() as own:
        fill(own, "cruds", CRUDS, PEOPLE)
        result = measure(own, "cruds")
    (ROOT / "artifacts" / "bench").mkdir(parents=True, exist_ok=True)
    (ROOT / "artifacts" / "bench" / "sweeping.json").write_text(json.dumps(result, indent=2) + "\n")
    print("\n".join(rows(result)))
