"""The tables of what should run, in the service's database; the command line makes them where it comes first."""

VERSION = 1
"""A database of another version is refused. A newer one gets statements of its own; these never change."""

TABLES = (
    """
    CREATE TABLE IF NOT EXISTS deployment_schema (
        version INTEGER NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS deployment (
        id TEXT NOT NULL PRIMARY KEY,
        environment TEXT NOT NULL,
        scenario TEXT NOT NULL,
        version TEXT NOT NULL,
        compiled TEXT NOT NULL,
        target TEXT NOT NULL,
        comment TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        held_from TEXT NOT NULL,
        document TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS deployment_run (
        id {number},
        deployment TEXT NOT NULL REFERENCES deployment (id),
        job_id TEXT NOT NULL,
        restore_path TEXT,
        created_at BIGINT NOT NULL,
        accepted_at BIGINT,
        ended_at BIGINT,
        reason TEXT NOT NULL,
        sent_until BIGINT
    )
    """,
    "CREATE INDEX IF NOT EXISTS ix_deployment_run_job ON deployment_run (job_id)",
    "CREATE INDEX IF NOT EXISTS ix_deployment_run_deployment ON deployment_run (deployment)",
    """
    CREATE TABLE IF NOT EXISTS deployment_scenario (
        environment TEXT NOT NULL,
        name TEXT NOT NULL,
        desired TEXT NOT NULL CHECK (desired IN ('running', 'stopped')),
        deployment TEXT NOT NULL REFERENCES deployment (id),
        run INTEGER REFERENCES deployment_run (id),
        changed_at BIGINT NOT NULL,
        keep_state INTEGER NOT NULL,
        PRIMARY KEY (environment, name)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS deployment_operation (
        number {number},
        id TEXT NOT NULL,
        environment TEXT NOT NULL,
        scenario TEXT NOT NULL,
        step TEXT NOT NULL,
        started_at BIGINT NOT NULL,
        finished_at BIGINT,
        content TEXT NOT NULL,
        CONSTRAINT uq_deployment_operation_id UNIQUE (id)
    )
    """,
    "CREATE UNIQUE INDEX IF NOT EXISTS ix_deployment_operation_open "
    "ON deployment_operation (environment, scenario) WHERE finished_at IS NULL",
    """
    CREATE TABLE IF NOT EXISTS deployment_step (
        operation TEXT NOT NULL REFERENCES deployment_operation (id),
        number INTEGER NOT NULL,
        step TEXT NOT NULL,
        at BIGINT NOT NULL,
        detail TEXT NOT NULL,
        PRIMARY KEY (operation, number)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS deployment_observation (
        run INTEGER NOT NULL PRIMARY KEY REFERENCES deployment_run (id),
        state TEXT NOT NULL,
        since BIGINT NOT NULL,
        seen_at BIGINT NOT NULL,
        checkpoint TEXT,
        checkpoint_at BIGINT
    )
    """,
)
NUMBERS = {
    "sqlite": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
    "postgresql": "SERIAL PRIMARY KEY",
}


def statements(dialect: str) -> list[str]:
    """What makes the tables that are not there yet, in SQLite or PostgreSQL."""
    return [" ".join(text.replace("{number}", NUMBERS[dialect]).split()) for text in TABLES]
