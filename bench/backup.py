"""Backup and restore beside plain pg_dump and pg_restore, and what operators' commands take; by itself: bin/bench --backup."""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from postgres import BIN, Postgres
from servers import BUILD, fill, publish
from statement import ROOT

JOBS = 2
QUICK = "--quick" in sys.argv[1:]
CRUDS, PEOPLE, ROUNDS, STARTS = (20_000, 1_000, 1, 3) if QUICK else (1_000_000, 50_000, 5, 10)
# Every value of every row as text, summed up: computed here, without a look at how Cruddur does it.
SUMS = """select string_agg(format('%s %s', t, (xpath('/row/s/text()', query_to_xml(format(
  'select count(*) || '':'' || coalesce(sum(hashtextextended(t::text, 1)::numeric), 0) as s from %s t', t), true, true, '')))[1]), ' ' order by t)
  from unnest(array['users', 'follows', 'activities', 'likes', 'platform.sessions', 'platform.credentials']) t"""


def timed(command, environment):
    begin = time.perf_counter()
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} answered {done.returncode}: {done.stderr[-800:]}")
    return time.perf_counter() - begin


def ratio(pairs):
    each = [ours / beside for ours, beside in pairs]
    return {"ours": statistics.median(o for o, _ in pairs), "beside": statistics.median(b for _, b in pairs),
            "ratio": statistics.median(each), "lowest": min(each), "highest": max(each)}


def forget(folder):
    """Takes the files of a folder out of memory, so that the next start reads them from the disk."""
    for file in filter(Path.is_file, folder.rglob("*")):
        descriptor = os.open(file, os.O_RDONLY)
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def measure(postgres, database, rounds, say):
    """The sides take turns; each begins after a checkpoint, with what the other made gone."""
    folder = Path(tempfile.mkdtemp(prefix="cruddur-bench-backup-"))
    there = {"PGHOST": postgres.folder, "PGPORT": str(postgres.port), "PGUSER": "postgres", "CRUDDUR_DATA": str(folder)}
    cruddur = lambda *verb: timed([str(BUILD / "cruddur"), "db", *verb, "--url", postgres.url(database)], there)
    # A running Cruddur has erased what has expired; so both sides restore the same rows.
    cruddur("expire", "--batch", "10000")
    dumps, restores, rows_differ = [], [], 0
    sums = postgres.psql(database, SUMS)
    for number in range(rounds):
        say(f"Backup and restore beside pg_dump and pg_restore, round {number + 1}")
        plain, into = folder / "plain.dump", f"restored_{number}"
        sides = {
            "beside": lambda: timed([f"{BIN}/pg_dump", "-Fc", "-f", str(plain), database], there),
            "ours": lambda: cruddur("backup", "--to", str(folder / "backups"), "--keep", "1")}
        taken = {}
        for side in sides if number % 2 else reversed(sides):
            postgres.psql("postgres", "checkpoint")
            taken[side] = sides[side]()
        dumps.append((taken["ours"], taken["beside"]))
        backup = next((folder / "backups").glob("*.dump"))

        def peer():
            postgres.psql("postgres", "create database plain template template0")
            return timed([f"{BIN}/pg_restore", "-j", str(JOBS), "-d", "plain", str(plain)], there)

        sides = {"beside": peer, "ours": lambda: cruddur("restore", str(backup), "--into", into, "--jobs", str(JOBS))}
        for side in sides if number % 2 else reversed(sides):
            postgres.psql("postgres", "checkpoint")
            taken[side] = sides[side]()
            rows_differ += postgres.psql(into if side == "ours" else "plain", SUMS) != sums
            postgres.psql("postgres", f"drop database {into if side == 'ours' else 'plain'}")
        restores.append((taken["ours"], taken["beside"]))
    result = {"backup": ratio(dumps), "restore": ratio(restores), "rows_differ": rows_differ, "dump_mb": backup.stat().st_size / 1e6}
    say("Operators' commands")
    cold = []
    for _ in range(STARTS):
        forget(BUILD)
        cold.append(cruddur("health") * 1000)
    warm = [cruddur("status") * 1000 for _ in range(STARTS)]
    shutil.rmtree(folder)
    return result | {"health_cold_ms": statistics.median(cold), "health_highest_ms": max(cold), "status_warm_ms": statistics.median(warm), "status_highest_ms": max(warm)}


def rows(result):
    """Lines of the table in docs/benchmarks.md."""
    line = lambda what, row, beside: (f"| {what} | {row['ours']:.1f} s | {row['beside']:.1f} s, {beside} | {row['ratio']:.2f} × ({row['lowest']:.2f}–{row['highest']:.2f}) | ≤ 1.15 × | "
                                      f"{'yes' if row['ratio'] <= 1.15 else '**no**'} |")
    alone = lambda what, value, highest, target: f"| {what} | {value:.0f} ms (at most {highest:.0f}) | | | ≤ {target} ms | {'yes' if value <= target else '**no**'} |"
    return [
        line("`db backup` with counts and checksums", result["backup"], "plain `pg_dump -Fc`"),
        line("`db restore`, compared, analysed and marked", result["restore"], f"plain `pg_restore -j {JOBS}`"),
        f"| Tables that differ after a restore | {result['rows_differ']} | | | 0 | {'yes' if result['rows_differ'] == 0 else '**no**'} |",
        alone("`db health`, program not in memory", result["health_cold_ms"], result["health_highest_ms"], 2000),
        alone("`db status`, again", result["status_warm_ms"], result["status_highest_ms"], 1000),
    ]


def main():
    begun = time.perf_counter()
    say = lambda text: print(f"{time.perf_counter() - begun:4.0f} s  {text}", flush=True)
    say("Publishing")
    publish()
    with Postgres() as postgres:
        say(f"Filling a database with {CRUDS:,} cruds")
        fill(postgres, "cruds", CRUDS, PEOPLE)
        result = measure(postgres, "cruds", ROUNDS, say)
    (ROOT / "artifacts" / "bench" / "backup.json").write_text(json.dumps(result, indent=2) + "\n")
    print("\n".join(["| What | Ours | Beside | Ratio: median (lowest–highest) | Target | Held? |", "|---|---|---|---|---|---|", *rows(result)]))
    say("Done")


if __name__ == "__main__":
    main()
