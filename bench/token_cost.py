"""What verifying an access token of a user pool costs, without asking the pool."""
import json
import subprocess

from statement import ROOT


def measure():
    command = ["dotnet", "run", "--configuration", "Release", "bench/token.cs"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"Run '{' '.join(command)}' and correct what it says: {done.stdout[-800:]}{done.stderr[-800:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def rows(result):
    return [f"| Verifying an access token of Cognito, keys in memory | {result['ours']:.0f} µs | {result['beside']:.0f} µs, its RSA signature alone | "
            f"{result['ratio']:.2f} × ({result['lowest']:.2f}–{result['highest']:.2f}) | ≤ 100 µs | {'yes' if result['ours'] <= 100 else '**no**'} |"]
