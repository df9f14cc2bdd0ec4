"""How long searches and trends take on many cruds; by itself: bin/bench --finding."""
import http.client
import json
import random
import statistics
import sys
import time
import urllib.parse

from postgres import Postgres
from servers import Cruddur, fill, publish
from statement import ROOT

QUICK = "--quick" in sys.argv[1:]
CRUDS, PEOPLE = (100_000, 5_000) if QUICK else (1_000_000, 50_000)
SEARCHES, LOOKS = (200, 5) if QUICK else (1_000, 15)
PAUSE = 1.1  # trends stay in memory for a second


def terms(postgres, database):
    """What people might type: a word or two of cruds that are there, a phrase, the beginning of a word, and what nobody says."""
    said = postgres.psql(database, "select message from activities where reply_to_activity_uuid is null order by md5(uuid::text) limit 2000").split("\n")
    chance = random.Random(42)
    for number in range(SEARCHES):
        words = [word.strip(".:#?!") for word in chance.choice(said).split()]
        at = chance.randrange(len(words))
        kind = number % 10
        if kind < 5:
            yield words[at]
        elif kind < 7:
            yield f"{words[at]} {chance.choice(words)}"
        elif kind == 7:
            yield f'"{" ".join(words[at:at + 2])}"'
        elif kind == 8:
            yield words[at][:4]
        else:
            yield chance.choice((f"number {chance.randrange(4999)}", f"unheardof{number}", f"#Topic{chance.randrange(2000)}", f"{words[at]} -coffee"))


def latencies(app, paths, pause=0):
    """Milliseconds of each, over one connection; the first, which plans the statements, is left out."""
    connection = http.client.HTTPConnection("127.0.0.1", app.port)
    taken = []
    for path in paths:
        time.sleep(pause)
        begin = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - begin) * 1000)
        if answer.status != 200:
            raise SystemExit(f"{path} answers {answer.status}.")
    return taken[1:]


def summary(taken):
    return {"ours": statistics.quantiles(taken, n=20)[-1], "median": statistics.median(taken), "highest": max(taken)}


def measure(postgres, database, app):
    asked = [urllib.parse.quote(term) for term in terms(postgres, database) if any(letter.isalnum() for letter in term)]
    return {
        "cruds": summary(latencies(app, [f"/api/activities/search?term={term}" for term in asked])),
        "people": summary(latencies(app, [f"/api/search/people?term={name}" for name in ("ada", "amir%20khan", "zoe1", "berg", "mila", "nobody", "v", "ines%20jen") * (len(asked) // 80 + 1)])),
        "tags": summary(latencies(app, [f"/api/search/tags?term={tag}" for tag in ("c", "topic", "topic19", "bread", "unheardof") * (len(asked) // 50 + 1)])),
        "trends": summary(latencies(app, ["/api/trends"] * LOOKS, PAUSE)),
    }


def rows(result):
    named = {"cruds": ("Searching cruds", 50), "people": ("Searching people", 50), "tags": ("Searching tags", 50), "trends": ("Trends, reckoned anew", 20)}
    return [f"| {what}, p95 | {result[name]['ours']:,.1f} ms, median {result[name]['median']:,.1f} | | | ≤ {target} ms | {'yes' if result[name]['ours'] <= target else '**no**'} |"
            for name, (what, target) in named.items()]


if __name__ == "__main__":
    publish()
    with Postgres() as own:
        print(f"{CRUDS:,} cruds seeded in {fill(own, 'cruds', CRUDS, PEOPLE):.0f} s", flush=True)
        with Cruddur(own.url("cruds")) as running:
            result = measure(own, "cruds", running)
    (ROOT / "artifacts" / "bench").mkdir(parents=True, exist_ok=True)
    (ROOT / "artifacts" / "bench" / "finding.json").write_text(json.dumps(result, indent=2) + "\n")
    print("\n".join(rows(result)))
