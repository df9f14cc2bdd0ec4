"""What a browser fetches to show the feed for the first time: our own HTML, CSS and JavaScript, as sent."""
import re

from servers import get

ACCEPT = "Accept: text/html\r\nAccept-Encoding: br, gzip\r\n"


def page_bytes(app):
    """Bytes of the page and of each file that it names, and in which encoding they came."""
    _, head, html = fetch(app, "/", ACCEPT)
    plain = fetch(app, "/", "Accept: text/html\r\n")[2].decode()
    files = re.findall(r'<(?:link|script)\b[^>]*(?:href|src)="(/[^"]+\.(?:css|js))"', plain)
    parts = {"/": {"bytes": len(html), "encoding": encoding(head)}}
    for path in files:
        _, head, body = fetch(app, path, "Accept-Encoding: br, gzip\r\n")
        parts[path] = {"bytes": len(body), "encoding": encoding(head)}
    return {"ours": sum(part["bytes"] for part in parts.values()) / 1000, "parts": parts}


def fetch(app, path, headers):
    status, head, body = get(app.port, path, headers)
    if status != 200:
        raise SystemExit(f"{path} answers {status}.")
    return status, head, dechunk(body) if "transfer-encoding: chunked" in head.lower() else body


def dechunk(body):
    whole = b""
    while body:
        size, body = body.split(b"\r\n", 1)
        length = int(size, 16)
        whole, body = whole + body[:length], body[length + 2:]
    return whole


def encoding(head):
    found = re.search(r"content-encoding: (\w+)", head, re.IGNORECASE)
    return found[1] if found else "none"
