"""The local stack: a real Kafka and a real Flink cluster, without containers."""

from filbert.runtime.settings import StackSettings
from filbert.runtime.stack.errors import StackError, WrongUseError
from filbert.runtime.stack.part import Part, PartStatus
from filbert.runtime.stack.stack import Stack

__all__ = ["Part", "PartStatus", "Stack", "StackError", "StackSettings", "WrongUseError"]
