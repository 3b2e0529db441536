"""The expression language: parse, check, and generate Python and Flink SQL. Needs the standard library only."""
