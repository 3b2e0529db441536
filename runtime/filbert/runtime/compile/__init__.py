"""The Flink compiler: a plan and an environment to SQL."""

from filbert.runtime.compile.scenario import BindingError, compile_scenario

__all__ = ["BindingError", "compile_scenario"]
