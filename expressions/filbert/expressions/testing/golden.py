"""The Flink SQL of the corpus as one text, kept beside it, so that a change of the generator is seen in its review.

python -m filbert.expressions.testing.golden CORPUS FILE     # writes it anew
"""

import sys
from pathlib import Path
from typing import Final

from filbert.expressions.api import flink_sql
from filbert.expressions.testing.corpus import read_corpus

FILES: Final = ("arithmetic.md", "conditions.md", "conversions.md", "text.md", "time.md", "traps.md")
"""Those about the language itself; functions of the library have examples of their own."""


def golden_sql(folder: Path) -> str:
    """Return the value and, after it, the search for the error of each expression of the corpus that has SQL."""
    corpus = read_corpus(folder)
    seen: set[str] = set()
    parts: list[str] = []
    for example in corpus.examples:
        if example.refused or example.expression in seen or example.place.partition(":")[0] not in FILES:
            continue
        seen.add(example.expression)
        sql = flink_sql(corpus.check(example))
        lines = [f"-- {example.expression}", sql.value]
        lines += [sql.error("")] if sql.steps else []
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(golden_sql(Path(sys.argv[1])), encoding="utf-8")
