"""Conformance: the same scenario and the same events give the same rows and errors in the sandbox and in Flink."""
