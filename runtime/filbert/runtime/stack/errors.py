"""What goes wrong with the local stack, said so that the reader knows what to do."""


class StackError(Exception):
    """A sentence for the user: what is wrong, and what to change."""


class WrongUseError(StackError):
    """What was asked for makes no sense, whatever the machine's state."""


class UnfinishedTaskError(StackError):
    """All services run, but a task such as resuming the deployments failed; it will be tried again."""
