"""CPU time of `filbert check` on a broken scenario, beside that of importing what it cannot do without.

Run: python tests/benchmarks/bench_check.py [ROUNDS]. The two are measured in turn, and the least of each counts, so
that other work on the machine disturbs the ratio little. It should stay at or below 2. Bytecode is kept, as on any
machine where the command ran before.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "scenarios" / "examples"
IMPORTS = "import typer, pydantic, yaml"
CHECK = "from filbert.runtime.cli import main; main(['check', *__import__('sys').argv[1:]])"


def cpu_seconds(arguments: list[str], bytecode: str) -> float:
    """User and system time of one run of the interpreter."""
    kept = {"PYTHONPYCACHEPREFIX": bytecode, "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.DEVNULL, env={**os.environ, **kept}
    )
    _, _, usage = os.wait4(process.pid, 0)
    return usage.ru_utime + usage.ru_stime


def main(rounds: int) -> None:
    """Print both times and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.yaml"
        text = (EXAMPLES / "sms-spam.yaml").read_text()
        broken.write_text(text.replace("unique_recipients >= 1000", "unique_recipient >= 1000"))
        check = ["-c", CHECK, str(broken), "--streams", str(EXAMPLES / "streams")]
        bytecode = str(Path(folder) / "bytecode")
        pairs = [
            (cpu_seconds(["-c", IMPORTS], bytecode), cpu_seconds(check, bytecode)) for _ in range(rounds + 1)
        ]
    imports, checked = (min(times) for times in zip(*pairs, strict=True))
    print(f"imports {imports * 1000:.0f} ms, check {checked * 1000:.0f} ms, ratio {checked / imports:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
