"""What can be in the way of a deployment."""

from filbert.designer.errors import ServiceError


class NotDeployableError(ServiceError):
    """Something has to be put right first. `obstacles` lists all; `problems` those of the document."""

    status = 422
    code = "not-deployable"
    title = "It cannot be deployed"
    example = "2 of 7 test cases fail, and acceptance takes only what passes all."


class UnderWayError(ServiceError):
    """Something else is being done, or waits for approval. `change` names it."""

    status = 409
    code = "under-way"
    title = "Something is under way already"
    example = (
        "Change 12 of 'sms-spam' in production waits for approval; approve, reject or withdraw it first."
    )


class NotThisStateError(ServiceError):
    """It stands where this cannot be done."""

    status = 409
    code = "not-in-this-state"
    title = "Not possible as it stands"
    example = "Change 12 is done; only what waits for approval can be approved."
