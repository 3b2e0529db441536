"""The engines: sandbox, Flink compiler, deployment, local stack, command line."""
