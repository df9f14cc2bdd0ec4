"""Writes docs/benchmarks.md."""
import os
import platform
import subprocess
import time
from pathlib import Path

import backup
import finding
import sweeping
import token_cost

ABOUT = Path(__file__).with_name("benchmarks.md")


def machine():
    cpu = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    dotnet = subprocess.run(["dotnet", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return {"cpu": cpu, "cores": os.cpu_count(), "memory_gb": round(memory), "kernel": platform.release(), "dotnet_sdk": dotnet,
            "load_before": os.getloadavg()[0], "date": time.strftime("%Y-%m-%d")}


def held(value, at_least=None, at_most=None):
    return "yes" if (at_least is None or value >= at_least) and (at_most is None or value <= at_most) else "**no**"


def versus(what, row, unit, beside, target):
    spread = f"{row['ratio']:.2f} × ({row['lowest']:.2f}–{row['highest']:.2f})"
    return f"| {what} | {row['ours']:,.0f} {unit} | {row['beside']:,.0f} {unit}, {beside} | {spread} | ≥ {target} × | {held(row['ratio'], at_least=target)} |"


def grown(what, row, cruds):
    spread = f"{row['ratio']:.2f} × ({row['lowest']:.2f}–{row['highest']:.2f})"
    return f"| {what} | {row['ours']:.2f} ms | {row['beside']:.2f} ms, {cruds} | {spread} | ≤ 1.3 × | {held(row['ratio'], at_most=1.3)} |"


def alone(what, value, unit, target, note=""):
    return f"| {what} | {value:,.0f} {unit}{note} | | | ≤ {target} {unit} | {held(value, at_most=target)} |"


def feeds(result):
    public, home, flask, page, growth = (result[name] for name in ("public", "home", "flask", "page", "growth"))
    few, many = (f"{result['sizes'][name][0]:,} cruds" for name in ("small", "large"))
    return [
        versus("Guest’s feed, JSON, 20 items", public, "/s", "the same statement in pgbench", 2.0),
        versus("Personal home feed, JSON, 20 items", home, "/s", "the same statement in pgbench", 0.7),
        versus("Guest’s feed, JSON, 20 items", flask, "/s", "the original stack", 10),
        versus("Feed page, HTML, 20 items", page, "/s", "the original stack’s JSON", 1.5),
        grown(f"Guest’s feed, median latency, {many}", growth["guest"], few),
        grown(f"An older page of it, never in memory, {many}", growth["older"], few),
        grown(f"Personal home feed, {many}", growth["home"], few),
    ]


def table(result):
    start = result["start"]
    return "\n".join([
        "| What | Ours | Beside | Ratio: median (lowest–highest) | Target | Held? |",
        "|---|---|---|---|---|---|",
        *feeds(result),
        alone("Start to first feed answered", start["ours"], "ms", 400, f" ({start['lowest']:.0f}–{start['highest']:.0f})"),
        alone("Resident memory, idle after start", result["idle"]["ours"], "MB", 120),
        alone("Resident memory under load, most", result["loaded"]["ours"], "MB", 250),
        alone("Own bytes of the feed page, as sent", result["bytes"]["ours"], "kB", 60),
        alone(f"`db seed --set large`, {result['sizes']['large'][0]:,} cruds", result["seeding"]["ours"], "s", 180),
        *finding.rows(result["finding"]),
        *sweeping.rows(result["sweeping"]),
        *token_cost.rows(result["token"]),
        *backup.rows(result["operations"]),
    ])


def page(result):
    m, tried, parts = result["machine"], result["flask"]["tried"], result["bytes"]["parts"]
    facts = {
        "TABLE": table(result),
        "MACHINE": f"{m['cpu']}, {m['cores']} cores, {m['memory_gb']} GB, Linux {m['kernel']}, PostgreSQL {m['postgres']}, .NET SDK {m['dotnet_sdk']}, "
                   f"{m['date']}; load before the run {m['load_before']:.1f}; the run took {m['seconds'] / 60:.0f} min",
        "CONCURRENCY": "; ".join(f"{name}: {row['connections']} connections, pgbench {row['clients']} clients"
                                 for name, row in (("guest’s feed", result["public"]), ("personal feed", result["home"]))),
        "PEER": result["flask"]["peer"],
        "TRIED": ", ".join(f"{name} {rate:,.0f}/s" for name, rate in tried.items()),
        "SETTLED": f"{result['loaded']['settled']:.0f} MB",
        "PARTS": ", ".join(f"`{path}` {part['bytes'] / 1000:.1f} kB ({part['encoding']})" for path, part in parts.items()),
    }
    text = ABOUT.read_text()
    for name, fact in facts.items():
        text = text.replace(f"{{{name}}}", fact)
    return text
