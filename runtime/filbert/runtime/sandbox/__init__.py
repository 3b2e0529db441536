"""The sandbox engine: a plan over a sample of events, in this process."""

from filbert.runtime.sandbox.engine import ErrorRow, SampleError, SandboxResult, SinkRow, run_sandbox

__all__ = ["ErrorRow", "SampleError", "SandboxResult", "SinkRow", "run_sandbox"]
