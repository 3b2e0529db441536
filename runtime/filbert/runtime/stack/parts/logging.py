"""One logging configuration for all JVMs of the stack: into the part's own log, which stays small."""

from pathlib import Path


def logging_configuration(log: Path) -> str:
    """Log4j properties that append to a file and start a new one at 20 MB, keeping three old ones.

    What a JVM prints itself, before or beside its logging, goes to the same file.
    """
    lines = [
        "rootLogger.level = INFO",
        "rootLogger.appenderRef.file.ref = File",
        "appender.file.name = File",
        "appender.file.type = RollingFile",
        f"appender.file.fileName = {log}",
        f"appender.file.filePattern = {log}.%i",
        "appender.file.append = true",
        "appender.file.layout.type = PatternLayout",
        "appender.file.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS}{UTC} %-5p %c - %m%n",
        "appender.file.policies.type = Policies",
        "appender.file.policies.size.type = SizeBasedTriggeringPolicy",
        "appender.file.policies.size.size = 20MB",
        "appender.file.strategy.type = DefaultRolloverStrategy",
        "appender.file.strategy.max = 3",
    ]
    return "\n".join(lines) + "\n"
