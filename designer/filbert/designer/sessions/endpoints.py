"""Signing in and out."""

from dataclasses import asdict

from fastapi import Request, Response
from filbert.designer.access import ANYBODY, SIGNED_IN, Actor
from filbert.designer.audit import service as audit
from filbert.designer.dependencies import Reading, Service, ServiceDep, Signed, Writing, address_of
from filbert.designer.errors import CrossSiteError, TooManyError, responses
from filbert.designer.folders import repository as folders
from filbert.designer.routing import router as new_router
from filbert.designer.sessions import repository, service
from filbert.designer.sessions.schemas import OwnSession, SessionAnswer, SessionsAnswer, SignIn
from filbert.designer.sessions.service import CodeNeededError, WrongPasswordError
from filbert.designer.store import ReadSession
from filbert.designer.users import repository as users

router = new_router("sessions")

HOUR = 3_600_000


@router.post(
    "/session",
    openapi_extra=ANYBODY,
    responses=responses(WrongPasswordError, CodeNeededError, CrossSiteError, TooManyError),
)
def sign_in(body: SignIn, request: Request, response: Response, application: ServiceDep) -> OwnSession:
    """Sign in. The answer sets a cookie and has the token that later changes must carry."""
    # A page of another site could sign its visitor in as somebody else, and watch.
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise CrossSiteError("Sign in from the service's own pages.")
    settings, at = application.settings, application.clock.now()
    try:
        user, session, token = service.sign_in(
            application.store,
            application.passwords,
            application.cipher,
            name=body.name,
            password=body.password,
            code=body.code,
            at=at,
            address=address_of(request),
            valid_ms=settings.session_hours * HOUR,
        )
    except (WrongPasswordError, TooManyError) as error:
        application.instruments.sign_ins.labels("failed" if error.status == 401 else "refused").inc()
        raise
    application.instruments.sign_ins.labels("succeeded").inc()
    _set_cookie(response, application, token, settings.session_hours * 3600)
    actor = Actor(user.name, user.is_administrator, at, session=session.id)
    with application.store.read() as reading:
        return _own(reading, actor, session.csrf)


@router.get("/session", openapi_extra=SIGNED_IN, responses=responses())
def get_session(session: Reading, actor: Signed) -> OwnSession:
    """Who is calling, and what they may do."""
    found = repository.find(session, actor.session) if actor.session else None
    return _own(session, actor, found.csrf if found else None)


@router.delete("/session", status_code=204, openapi_extra=SIGNED_IN, responses=responses())
def sign_out(response: Response, session: Writing, actor: Signed, application: ServiceDep) -> None:
    """Sign out. With a token there is nothing to end."""
    if actor.session is not None:
        repository.end(session, actor.session)
        audit.record(session, actor, "session.end", actor.user)
    response.delete_cookie(service.COOKIE, path="/", httponly=True, secure=_is_secure(application))


@router.get("/sessions", openapi_extra=SIGNED_IN, responses=responses())
def list_sessions(session: Reading, actor: Signed) -> SessionsAnswer:
    """Where the caller is signed in."""
    found = repository.of_user(session, actor.user, actor.at)
    return SessionsAnswer(
        sessions=[
            SessionAnswer.model_validate({**asdict(each), "is_this": each.id == actor.session})
            for each in found
        ]
    )


@router.delete("/sessions", status_code=204, openapi_extra=SIGNED_IN, responses=responses())
def end_other_sessions(session: Writing, actor: Signed) -> None:
    """Sign the caller out everywhere else."""
    ended = repository.end_all(session, actor.user, but=actor.session)
    audit.record(session, actor, "session.end-others", actor.user, detail={"ended": ended})


def _own(session: ReadSession, actor: Actor, csrf: str | None) -> OwnSession:
    user = users.find(session, actor.user)
    assert user is not None
    return OwnSession(
        user=user.name,
        title=user.title,
        is_administrator=actor.is_administrator,
        has_second_factor=user.has_second_factor,
        folders=folders.roles_of(session, actor.user),
        limit=actor.limit,
        csrf_token=csrf,
    )


def _is_secure(application: Service) -> bool:
    return application.settings.is_secure


def _set_cookie(response: Response, application: Service, token: str, seconds: int) -> None:
    response.set_cookie(
        service.COOKIE,
        token,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",  # Links from mails and chats should find their reader signed in.
        secure=_is_secure(application),
    )
