"""Every metric that dashboards and rules may ask for. Tests compare this with what Flink and the indexer really show.

Flink's names come from its Prometheus reporter; the labels `environment`, `scenario` and `version` are made of the
job's name when Prometheus reads them.
"""

from collections.abc import Mapping

NODE = "flink_taskmanager_job_task_operator_filbert_node"
OPERATOR = "flink_taskmanager_job_task_operator"
TASK = "flink_taskmanager_job_task"
JOB = "flink_jobmanager_job"

FLINK: Mapping[str, str] = {
    f"{NODE}_in": "events that reach a node",
    f"{NODE}_out": "events that leave it by its first output",
    f"{NODE}_errors": "events that leave it as errors",
    f"{NODE}_snoozed": "alerts that were held back, because their subject is snoozed",
    f"{NODE}_le_latency_bucket": "rows before a sink, by milliseconds since their Kafka record, cumulative",
    f"{OPERATOR}_pendingRecords": "records of the topic that the source has not read",
    f"{OPERATOR}_watermarkLag": "milliseconds from the watermark of a source to now",
    f"{TASK}_busyTimeMsPerSecond": "milliseconds of each second that a task works",
    f"{TASK}_backPressuredTimeMsPerSecond": "milliseconds of each second that a task waits for the next one",
    f"{JOB}_uptime": "milliseconds that the job has been running",
    f"{JOB}_downtime": "milliseconds that a job that fails has been down",
    f"{JOB}_numRestarts": "restarts since the job was submitted",
    f"{JOB}_lastCheckpointDuration": "milliseconds",
    f"{JOB}_lastCheckpointSize": "bytes",
    f"{JOB}_lastCheckpointCompletedTimestamp": "epoch milliseconds",
    f"{JOB}_numberOfCompletedCheckpoints": "since the job was submitted",
    f"{JOB}_numberOfFailedCheckpoints": "since the job was submitted",
    "flink_jobmanager_numRegisteredTaskManagers": "task managers that the job manager knows",
    "flink_jobmanager_taskSlotsAvailable": "slots that are free",
    "flink_jobmanager_taskSlotsTotal": "slots there are",
    "flink_jobmanager_numRunningJobs": "jobs that run",
}
INDEX: Mapping[str, str] = {
    "filbert_index_alerts_total": "alerts that were read, by what became of them",
    "filbert_index_blocked": "1 while alerts cannot be written, by reason",
    "filbert_index_lag": "alerts that are not in the index yet",
    "filbert_index_delay_seconds_bucket": "from when an alert was raised until it was in the index",
    "filbert_index_deleted_indices_total": "indices that were too old",
}
PROMETHEUS: Mapping[str, str] = {"up": "whether a process answers"}
METRICS: Mapping[str, str] = {**FLINK, **INDEX, **PROMETHEUS}
