"""The whole bench in one run; bin/bench --help tells what for."""
import contextlib
import json
import statistics
import sys
import time

import backup
import finding
import load
import report
import sweeping
import token_cost
from pagebytes import page_bytes
from postgres import Postgres
from servers import Cruddur, Flask, fill, older, publish
from statement import ROOT, for_pgbench

QUICK, FEEDS = "--quick" in sys.argv[1:], "--feeds" in sys.argv[1:]
TOKEN = "x" * 43
SMALL, LARGE = ("cruds_small", 10_000, 1_000), ("cruds_large", *((100_000, 5_000) if QUICK else (1_000_000, 50_000)))
ROUNDS, SECONDS, PROBE, WARM, STARTS, SETTLE = (2, 2, 1, 2, 3, 3) if QUICK else (5, 5, 2, 20, 10, 10)
RESULTS = ROOT / "artifacts" / "bench"


def say(text):
    print(f"{time.perf_counter() - BEGUN:4.0f} s  {text}", flush=True)


def values(postgres, database):
    """What Cruddur would send with the statements now."""
    viewer = postgres.psql(database, "select user_uuid from platform.sessions")
    return {"viewer": viewer, "now": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "before_at": "9999-01-01T00:00:00Z", "before_uuid": "ffffffff-ffff-ffff-ffff-ffffffffffff", "limit": 20}


def warm(app):
    """What .NET compiles anew while it is used is compiled before the rounds, as it is in a program that has run for a while."""
    for path, token in ((app.path, TOKEN), (older(app), None), ("/", None), (app.path, None)):
        load.wrk(app.url + path, 32, WARM, token)


def against_statement(postgres, app, statement, viewer):
    """Cruddur's JSON beside pgbench with the very statement."""
    script, options = for_pgbench(statement, values(postgres, SMALL[0]) | ({} if viewer else {"viewer": None}))
    token = TOKEN if viewer else None
    ours = lambda connections, seconds: load.wrk(app.url + app.path, connections, seconds, token)
    beside = lambda connections, seconds: load.pgbench(postgres, SMALL[0], script, options, connections, seconds)
    connections, clients = load.fit(ours, PROBE), load.fit(beside, PROBE)
    taken = load.rounds(ROUNDS, SECONDS, {"ours": lambda s: ours(connections, s), "beside": lambda s: beside(clients, s)})
    return load.compare(taken["ours"], taken["beside"]) | {"connections": connections, "clients": clients}


def against_flask(url, app):
    """Cruddur's feed as JSON and as a page beside the original stack at its best."""
    postgres_url = url
    def best_rate(kind):
        with Flask(postgres_url, kind) as flask:
            connections = load.fit(lambda c, s: load.wrk(flask.url + flask.path, c, s), PROBE)
            return load.wrk(flask.url + flask.path, connections, PROBE)["rate"], connections
    tried = {kind: best_rate(kind) for kind in Flask.KINDS}
    kind = max(tried, key=tried.get)
    at = {path: load.fit(lambda c, s: load.wrk(app.url + path, c, s), PROBE) for path in (app.path, "/")}
    with Flask(postgres_url, kind) as flask:
        taken = load.rounds(ROUNDS, SECONDS, {
            "json": lambda s: load.wrk(app.url + app.path, at[app.path], s),
            "flask": lambda s: load.wrk(flask.url + flask.path, tried[kind][1], s),
            "page": lambda s: load.wrk(app.url + "/", at["/"], s)})
    note = {"peer": " with ".join(kind), "tried": {" with ".join(name): rate for name, (rate, _) in tried.items()}}
    return load.compare(taken["json"], taken["flask"]) | note, load.compare(taken["page"], taken["flask"]) | note


def growth(small, large):
    """Median latency with few and with many live cruds: the guest's feed, a page of it that is never in memory, and a person's home."""
    older_of = {app: older(app) for app in (small, large)}
    rows = {}
    for name, path, token in (("guest", lambda app: app.path, None), ("older", lambda app: older_of[app], None), ("home", lambda app: app.path, TOKEN)):
        run = lambda app: lambda s: load.wrk(app.url + path(app), 4, s, token)
        load.rounds(1, PROBE, {"large": run(large), "small": run(small)})
        taken = load.rounds(ROUNDS, max(1, SECONDS // 2), {"large": run(large), "small": run(small)})
        rows[name] = load.compare(taken["large"], taken["small"], "p50_ms")
    return rows


def starts(url):
    taken = []
    for _ in range(STARTS):
        with Cruddur(url) as app:
            taken.append(app.started_ms)
    return {"ours": statistics.median(taken), "lowest": min(taken), "highest": max(taken)}


def memory(url):
    """Idle after start, and the most that was resident while every kind of feed was under load."""
    with Cruddur(url) as app:
        time.sleep(SETTLE)
        idle = app.memory_mb()
        for path, token in ((app.path, None), ("/", None), (app.path, TOKEN)):
            load.wrk(app.url + path, 32, SECONDS, token)
        return {"ours": idle}, {"ours": app.memory_mb("VmHWM"), "settled": app.memory_mb()}


def feeds(postgres, open_apps, small):
    """The feeds beside the same statements, beside the original stack, and on many cruds; and the app that runs on those."""
    say("Warming up")
    warm(small)
    result = {}
    say("Guest's feed beside pgbench")
    result["public"] = against_statement(postgres, small, "Social/Feed/Feed.sql#Public", viewer=False)
    say("Personal feed beside pgbench")
    result["home"] = against_statement(postgres, small, "Social/Feed/Feed.sql#Home", viewer=True)
    say("Guest's feed and page beside the original stack")
    result["flask"], result["page"] = against_flask(postgres.url(SMALL[0]), small)
    say(f"{LARGE[1]:,} beside {SMALL[1]:,} live cruds")
    large = open_apps.enter_context(Cruddur(postgres.url(LARGE[0])))
    warm(large)
    result["growth"] = growth(small, large)
    return result, large


def fill_both(postgres):
    for database, cruds, people in (SMALL, LARGE):
        say(f"Filling a database with {cruds:,} live cruds by {people:,} people")
        seconds = fill(postgres, database, cruds, people)
    postgres.psql(SMALL[0], (ROOT / "bench/peers/schema.sql").read_text())
    return seconds


def main():
    say("Publishing")
    publish()
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {"quick": QUICK, "machine": report.machine(), "sizes": {"small": SMALL[1:], "large": LARGE[1:]}}
    with Postgres() as postgres, contextlib.ExitStack() as open_apps:
        result["machine"]["postgres"] = postgres.psql("postgres", "show server_version")
        result["seeding"] = {"ours": fill_both(postgres)}
        if FEEDS:
            measured, _ = feeds(postgres, open_apps, open_apps.enter_context(Cruddur(postgres.url(SMALL[0]))))
            (RESULTS / "feeds.json").write_text(json.dumps(result | measured, indent=2) + "\n")
            print("\n".join(report.feeds(result | measured)))
            return
        say("Start and memory")
        result["start"] = starts(postgres.url(SMALL[0]))
        result["idle"], result["loaded"] = memory(postgres.url(SMALL[0]))
        small = open_apps.enter_context(Cruddur(postgres.url(SMALL[0])))
        result["bytes"] = page_bytes(small)
        measured, large = feeds(postgres, open_apps, small)
        say(f"Searching {LARGE[1]:,} live cruds")
        result |= measured | {"finding": finding.measure(postgres, LARGE[0], large)}
        open_apps.close()
        result["operations"] = backup.measure(postgres, LARGE[0], 1 if QUICK else 3, say)
        say("Sweeping nearly all of them")
        result["sweeping"] = sweeping.measure(postgres, LARGE[0])
    say("Verifying tokens of a user pool")
    result["token"] = token_cost.measure()
    result["machine"]["seconds"] = round(time.perf_counter() - BEGUN)
    (RESULTS / ("quick.json" if QUICK else "result.json")).write_text(json.dumps(result, indent=2) + "\n")
    text = report.page(result)
    print(text)
    if not QUICK:
        (ROOT / "docs").mkdir(exist_ok=True)
        (ROOT / "docs/benchmarks.md").write_text(text)
    say("Done")


BEGUN = time.perf_counter()
main()
