"""Reduces a Java stack trace to the sentence that helps."""

import re

_HEAD = re.compile(r"^(?:Caused by: )?(?P<name>(?:[a-zA-Z_$][\w$]*\.)+[A-Z][\w$]*)(?:: (?P<message>.*))?$")
# Wrappers whose own message only says that something below went wrong.
_WRAPPERS = (
    "Failed to execute sql",
    "Failed to execute job",
    "Failed to submit ExecutionPlan",
    "Failed to submit job",
    "Could not start the JobMaster",
    "Could not instantiate JobManager",
    "Cannot instantiate the coordinator",
    "Failed to initialize the cluster entrypoint",
    "Internal server error",
    "Recovery is suppressed",
    "The program caused an error",
    "Error while waiting for job to be initialized",
    "org.apache.flink.",
    "java.",
)
_SELF_EXPLAINING = {
    "ValidationException",
    "SqlValidatorException",
    "CalciteContextException",
    "TableException",
}
_PLACE = re.compile(r"(?:From|At) line \d+, column \d+(?: to line \d+, column \d+)?")
_BREAKS = ("at ", "... ", "End of exception", "Suppressed:")
_LIMIT = 600


def causes(trace: str) -> list[tuple[str, str]]:
    """Return the chain of (exception class, message) of a stack trace, outermost first."""
    found: list[tuple[str, list[str]]] = []
    for line in trace.replace("\\n", "\n").replace("\\t", "\t").splitlines():
        stripped = line.strip()
        if stripped.startswith(_BREAKS) or stripped.endswith("<Exception on server side:"):
            # What follows a frame belongs to no message, until the next exception begins.
            if found:
                found.append(("", []))
            continue
        head = _HEAD.match(stripped)
        if head and (stripped.startswith("Caused by: ") or not found or found[-1][0] == ""):
            found.append((head["name"], [head["message"] or ""]))
        elif found and found[-1][0] and stripped:
            found[-1][1].append(stripped)
    return [(name, " ".join(part for part in parts if part)) for name, parts in found if name]


def useful_cause(trace: str) -> str:
    """Return the message of the innermost cause that says more than 'it failed'.

    Text that is no stack trace comes back as it is, on one line.
    """
    chain = causes(trace)
    telling = [(name, message) for name, message in chain if message and not message.startswith(_WRAPPERS)]
    if not telling:
        if chain:
            name, message = chain[-1]
            return _shorten(f"{name.rsplit('.', 1)[-1]}: {message}" if message else name.rsplit(".", 1)[-1])
        return _shorten(" ".join(trace.split()) or "no reason was given")
    name, message = telling[-1]
    simple = name.rsplit(".", 1)[-1]
    # These name themselves well enough; of the others the class is half the message.
    if simple in _SELF_EXPLAINING:
        return _shorten(_with_place(message, telling))
    return _shorten(f"{simple}: {message}")


def _with_place(message: str, chain: list[tuple[str, str]]) -> str:
    # Calcite gives the place in an outer exception and the reason in the inner one.
    for _, outer in chain:
        place = _PLACE.search(outer)
        if place and place[0] not in message:
            return f"{place[0]}: {message}"
    return message


def _shorten(text: str) -> str:
    return text if len(text) <= _LIMIT else text[: _LIMIT - 1] + "…"
