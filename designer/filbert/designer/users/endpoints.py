"""Managing users: for administrators."""

from filbert.designer.access import ADMINISTRATOR
from filbert.designer.dependencies import Reading, ServiceDep, Signed, Writing
from filbert.designer.errors import InUseError, NotFoundError, StaleError, TakenError, responses
from filbert.designer.routing import router as new_router
from filbert.designer.users import repository, service
from filbert.designer.users.schemas import PasswordSet, UserAnswer, UserChange, UserCreate, UsersAnswer

router = new_router("users", "/users")


@router.get("", openapi_extra=ADMINISTRATOR, responses=responses())
def list_users(session: Reading, actor: Signed) -> UsersAnswer:
    """All users, by name."""
    service.require_administrator(actor)
    return UsersAnswer(users=[UserAnswer.model_validate(user) for user in repository.every(session)])


@router.post("", status_code=201, openapi_extra=ADMINISTRATOR, responses=responses(TakenError))
def create_user(body: UserCreate, application: ServiceDep, actor: Signed) -> UserAnswer:
    """Create a user, who should change the password at once."""
    service.require_administrator(actor)
    service.check_password(body.password, body.name)
    # Hashing takes a while; nobody else should wait for it.
    password_hash = application.passwords.hash(body.password)
    with application.store.write() as session:
        user = service.create(
            session,
            actor,
            name=body.name,
            title=body.title,
            password_hash=password_hash,
            is_administrator=body.is_administrator,
        )
    return UserAnswer.model_validate(user)


@router.get("/{user}", openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError))
def get_user(user: str, session: Reading, actor: Signed) -> UserAnswer:
    """One user."""
    service.require_administrator(actor)
    return UserAnswer.model_validate(service.get(session, user))


@router.patch(
    "/{user}", openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError, StaleError, InUseError)
)
def change_user(user: str, body: UserChange, session: Writing, actor: Signed) -> UserAnswer:
    """Change a user. One who is made inactive is signed out everywhere."""
    service.require_administrator(actor)
    values = body.model_dump(exclude={"revision"}, exclude_none=True)
    return UserAnswer.model_validate(service.change(session, actor, user, body.revision, values))


@router.post(
    "/{user}/password", status_code=204, openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError)
)
def set_user_password(user: str, body: PasswordSet, application: ServiceDep, actor: Signed) -> None:
    """Give a user another password. It ends their sessions and removes their tokens."""
    service.require_administrator(actor)
    service.check_password(body.password, user)
    password_hash = application.passwords.hash(body.password)
    with application.store.write() as session:
        service.set_password(session, actor, user, password_hash)


@router.delete(
    "/{user}/second-factor", status_code=204, openapi_extra=ADMINISTRATOR, responses=responses(NotFoundError)
)
def remove_user_second_factor(user: str, session: Writing, actor: Signed) -> None:
    """Let a user who lost the device sign in with the password alone."""
    service.require_administrator(actor)
    service.remove_second_factor(session, actor, user)
