"""What is said of one's own account at the edge."""

from filbert.designer.schema import Answer, Request, example
from pydantic import Field


class PasswordChange(Request):
    """The password that is, and the one that shall be."""

    model_config = example({"current": "orchard bench rain", "new": "seven quiet lanterns"})

    current: str = Field(max_length=1_000)
    new: str = Field(max_length=1_000)


class SecondFactorBegun(Answer):
    """The secret for an authenticator app."""

    model_config = example(
        {
            "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
            "address": "otpauth://totp/Filbert%3Aann?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Filbert",
        }
    )

    secret: str
    address: str = Field(description="What a QR code for the app has to say.")


class SecondFactorConfirm(Request):
    """A code that the app shows."""

    model_config = example({"code": "287082"})

    code: str = Field(max_length=20)


class SecondFactorRemove(Request):
    """The password, once more."""

    model_config = example({"password": "orchard bench rain"})

    password: str = Field(max_length=1_000)
