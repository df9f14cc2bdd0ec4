"""Takes statements out of Cruddur's own .sql files, so that pgbench runs what Cruddur runs."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def plain(body):
    return "\n".join(line for line in body.splitlines() if not line.strip().startswith("--")).strip()


def filled(module, sql):
    """The statement with each {Part} in the words of its module's Parts.sql."""
    parts = ROOT / f"src/Cruddur.{module}/Parts.sql"
    known = dict(part.split("\n", 1) for part in parts.read_text().split("-- part: ")[1:]) if parts.exists() else {}
    while (named := re.search(r"\{([A-Z][A-Za-z]*)\}", sql)) is not None:
        sql = sql.replace(named.group(), plain(known[named.group(1)]))
    return sql


def text(statement_id):
    """The SQL of an id such as `Social/Feed/Feed.sql#Home`, without header and comments."""
    file, name = statement_id.split("#")
    module, rest = file.split("/", 1)
    for part in (ROOT / f"src/Cruddur.{module}" / rest).read_text().split("-- name:")[1:]:
        title, body = part.split("\n", 1)
        if title.strip() == name:
            return filled(module, plain(body)).rstrip(";")
    raise SystemExit(f"There is no statement {statement_id}. Correct its name in bench/.")


def for_pgbench(statement_id, values):
    """The script, and the options that define its variables. A value of None stands in the text, for pgbench has no null."""
    sql = text(statement_id)
    for name in set(re.findall(r"@(\w+)", sql)):
        sql = re.sub(rf"@{name}\b", "null" if values[name] is None else f":{name}", sql)
    return sql + ";\n", [f"-D{name}={value}" for name, value in values.items() if value is not None]
