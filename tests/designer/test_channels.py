"""Channels: broken objectives are told by e-mail and webhook, once, again after a while, and when they are over."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filbert.designer.channels.guard import Allowed, why_not
from filbert.designer.channels.watch import watch

# Tests are no package; what they share lies beside them.
sys.path.insert(0, str(Path(__file__).parent))
from receivers import MailServer, Webhook, certificate_of, mail_server, webhook
from test_objectives import ONE, SCENARIO, observe

PATH = "/api/v1/channels"
SECRET = "correct horse"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as server:
        yield server


@pytest.fixture
def boss(running: Any) -> Any:
    """An administrator of a service that may post to this machine, with a scenario whose lag has a limit."""
    settings = running.service.settings.model_copy(update={"notification_hosts": "127.0.0.1, localhost"})
    running.service = replace(running.service, settings=settings)
    client = running.new_user("boss", administrator=True)
    client.post("/api/v1/folders", json={"name": "fraud", "title": "Fraud"})
    for name in ("sms-spam", "cloning"):
        made = client.post(
            "/api/v1/scenarios", json={"folder": "fraud", "document": {**SCENARIO, "name": name}}
        )
        assert made.status_code == 201, made.text
    client.put(ONE, json={"revision": 0, "lag": 100, "error_percent": 1})
    return client


@pytest.fixture
def serving(running: Any, boss: Any, server_: Any) -> Any:
    """The service itself has those settings, too."""
    server_[1].state.service = running.service
    return boss


def email(mail: MailServer, **more: Any) -> dict[str, Any]:
    return {
        "email": {
            "host": "127.0.0.1",
            "port": mail.port,
            "security": "none",
            "user": "filbert",
            "sender": "filbert@example.org",
            "recipients": ["oncall@example.org", "ann@example.org"],
        },
        "secret": SECRET,
        **more,
    }


def later(running: Any, minutes: int) -> None:
    running.clock.sleep(minutes * 60)


def test_a_broken_objective_is_told_once_then_after_the_interval_then_that_it_is_over(
    running: Any, boss: Any, mail: MailServer
) -> None:
    made = boss.post(PATH, json={"name": "on-call", **email(mail, repeat_minutes=60)})
    assert made.status_code == 201, made.text
    observe(running, lag=5_000, errors=3)
    watch(running.service)
    watch(running.service)

    (first,) = mail.mails
    assert first["Subject"] == "Filbert, production: sms-spam beyond its limits"
    assert first["To"] == "oncall@example.org, ann@example.org"
    # Grouped: both measures in one message.
    assert (
        "sms-spam: events behind is 5,000, limit 100, since 2026-05-28T20:26:40.000Z." in first.get_content()
    )
    assert "sms-spam: events that fail (%) is 3, limit 1" in first.get_content()
    assert mail.recipients == [["oncall@example.org", "ann@example.org"]]
    assert mail.logins == [f"\x00filbert\x00{SECRET}"]

    later(running, 59)
    observe(running, "two", lag=6_000)
    watch(running.service)
    # Of one of them it is over; the other one is told again when its time has come.
    assert [each["Subject"] for each in mail.mails[1:]] == ["Filbert, production: sms-spam well again"]
    later(running, 2)
    watch(running.service)
    assert "events behind is still 6,000" in mail.mails[2].get_content()

    later(running, 10)
    observe(running, "three", lag=10)
    watch(running.service)
    watch(running.service)
    assert len(mail.mails) == 4
    assert "within its limit again (10, limit 100); it was broken since 2026-05-28T20:26:40" in (
        mail.mails[3].get_content()
    )


def test_what_cannot_be_delivered_is_tried_again_and_said(running: Any, boss: Any, hook: Webhook) -> None:
    boss.post(PATH, json={"name": "chat", "webhook": {"url": hook.url}, "secret": SECRET})
    observe(running, lag=5_000)
    hook.status = 500
    watch(running.service)
    (channel,) = boss.get(PATH).json()["channels"]
    assert (channel["fault"], channel["told_at"]) == ("The webhook at 127.0.0.1 answers 500.", None)

    hook.status = 200
    watch(running.service)
    watch(running.service)

    assert [each["status"] for each in hook.posts] == ["broken", "broken"]
    (line,) = hook.posts[1]["objectives"]
    assert (line["state"], line["scenario"], line["measure"], line["value"]) == (
        "new",
        "sms-spam",
        "lag",
        5_000,
    )
    assert hook.headers[0]["Authorization"] == f"Bearer {SECRET}"
    (channel,) = boss.get(PATH).json()["channels"]
    assert (channel["fault"], channel["told_at"]) == (None, "2026-05-28T20:26:40.000Z")


def test_scenarios_of_an_environment_are_told_together_and_others_not(
    running: Any, boss: Any, hook: Webhook
) -> None:
    boss.post(PATH, json={"name": "chat", "webhook": {"url": hook.url}, "environments": ["production"]})
    for environment in ("production", "sandbox"):
        boss.put(f"/api/v1/objectives/{environment}/cloning", json={"revision": 0, "alerts_per_hour": 0})
    from test_alerts import receive, record

    receive(running, record(1, scenario="cloning", environment="production"), environment="production")
    receive(running, record(2, scenario="cloning"))
    running.clock.time = 1_780_000_000_000 - 25 * 60_000
    observe(running, lag=5_000)
    watch(running.service)

    (post,) = hook.posts
    assert sorted(each["scenario"] for each in post["objectives"]) == ["cloning", "sms-spam"]
    assert {each["environment"] for each in hook.posts} == {"production"}


def test_nobody_is_told_while_it_is_silent_and_then_as_of_something_new(
    running: Any, boss: Any, hook: Webhook
) -> None:
    boss.post(PATH, json={"name": "chat", "webhook": {"url": hook.url}})
    observe(running, lag=5_000)
    watch(running.service)
    boss.put(f"{ONE}/silence", json={"until": "2026-05-28T21:00:00.000Z"})
    later(running, 2)
    observe(running, "two", lag=6_000)
    watch(running.service)
    assert len(hook.posts) == 1

    later(running, 60)
    observe(running, "three", lag=7_000)
    watch(running.service)

    assert [each["objectives"][0]["state"] for each in hook.posts] == ["new", "new"]


def test_what_is_not_known_is_neither_broken_nor_over(running: Any, boss: Any, hook: Webhook) -> None:
    boss.post(PATH, json={"name": "chat", "webhook": {"url": hook.url}})
    observe(running, lag=5_000)
    watch(running.service)
    later(running, 30)

    watch(running.service)

    assert len(hook.posts) == 1


def test_a_test_is_sent_at_once_and_says_what_is_wrong(serving: Any, mail: MailServer, hook: Webhook) -> None:
    serving.post(PATH, json={"name": "on-call", **email(mail)})
    serving.post(PATH, json={"name": "chat", "webhook": {"url": hook.url}})

    assert serving.post(f"{PATH}/on-call/test").status_code == 204
    assert serving.post(f"{PATH}/chat/test").status_code == 204
    assert mail.mails[0]["Subject"] == "Filbert: a test"
    assert hook.posts[0]["status"] == "test"

    mail.refuses, hook.status, hook.location = True, 302, "http://169.254.169.254/latest"
    refused, redirected = serving.post(f"{PATH}/on-call/test"), serving.post(f"{PATH}/chat/test")
    assert (refused.status_code, refused.json()["code"]) == (502, "not-sent")
    assert "refuses the recipients" in refused.json()["detail"]
    assert redirected.json()["detail"] == "The webhook at 127.0.0.1 answers 302."


def test_a_login_that_fails_is_told_without_the_password(serving: Any, mail: MailServer) -> None:
    serving.post(PATH, json={"name": "on-call", **email(mail, secret="wrong battery")})

    answer = serving.post(f"{PATH}/on-call/test")

    assert "does not take user and password (535)" in answer.json()["detail"]
    assert "battery" not in answer.text


def test_secrets_are_encrypted_and_never_told(running: Any, boss: Any, mail: MailServer) -> None:
    made = boss.post(PATH, json={"name": "on-call", **email(mail)})

    told = made.text + boss.get(PATH).text + boss.get("/api/v1/audit").text
    assert SECRET not in told
    assert made.json()["has_secret"] is True
    from filbert.designer.channels import repository

    with running.store.read() as session:
        stored = repository.find(session, "on-call")
    assert stored is not None
    assert SECRET not in json.dumps(vars(stored))


def test_a_secret_stays_with_its_place_and_must_be_given_anew_for_another(
    running: Any, boss: Any, mail: MailServer
) -> None:
    boss.post(PATH, json={"name": "on-call", **email(mail)})
    same = email(mail, repeat_minutes=5, secret=None)
    elsewhere = email(mail, secret=None)
    elsewhere["email"]["host"] = "mail.evil.example"

    kept = boss.put(f"{PATH}/on-call", json={"revision": 1, **same})
    moved = boss.put(f"{PATH}/on-call", json={"revision": 2, **elsewhere})
    none = boss.put(f"{PATH}/on-call", json={"revision": 2, **elsewhere, "secret": ""})

    assert (kept.status_code, kept.json()["has_secret"], kept.json()["repeat_minutes"]) == (200, True, 5)
    assert moved.status_code == 422
    assert (none.status_code, none.json()["has_secret"]) == (200, False)


def test_no_channel_leads_into_our_own_network(
    running: Any, boss: Any, hook: Webhook, mail: MailServer, server_: Any
) -> None:
    # As it is unless a setting names them.
    settings = running.service.settings.model_copy(update={"notification_hosts": ""})
    server_[1].state.service = replace(running.service, settings=settings)
    targets = [
        {"webhook": {"url": hook.url}},
        {"webhook": {"url": "http://localhost:1/"}},
        {"webhook": {"url": "http://10.1.2.3/"}},
        email(mail),
    ]
    for number, target in enumerate(targets):
        boss.post(PATH, json={"name": f"channel-{number}", **target})

        answer = boss.post(f"{PATH}/channel-{number}/test")

        assert answer.status_code == 502
        assert "only if FILBERT_NOTIFICATION_HOSTS has the host" in answer.json()["detail"], target
    assert (hook.posts, mail.mails, mail.logins) == ([], [], [])


INSIDE = [
    "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "10.0.0.7", "172.16.3.4", "192.168.1.1", "100.64.0.1",
    "fd12::1", "::ffff:10.0.0.7", "64:ff9b::a00:7", "2002:a00:7::1",
]  # fmt: skip
NEVER = [
    "0.0.0.0", "::", "169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    "100.100.100.200", "fd00:ec2::254", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_called_where_the_host_or_its_network_is_named(address: str) -> None:
    def reason(text: str) -> str | None:
        return why_not("hooks.Corp.example", address, Allowed.of(text))

    assert "private network" in str(reason(""))
    assert "private network" in str(reason("corp.example, *.hooks.corp.example, 10.0.0.8, 9.0.0.0/8"))
    assert reason("hooks.corp.example") is None
    assert reason(" x, *.corp.example ") is None
    assert (
        reason("127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.1.1, 100.64.0.0/10, ::1, fd12::/16") is None
    )


@pytest.mark.parametrize("address", NEVER)
def test_secrets_of_clouds_are_never_called_whatever_is_named(address: str) -> None:
    everything = Allowed.of("host, 0.0.0.0/0, ::/0")

    assert "No message goes" in str(why_not("host", address, everything))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are_free(address: str) -> None:
    assert why_not("example.org", address, Allowed()) is None


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mail_server_is_called_at_the_checked_address_and_proves_its_name(
    serving: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    certificate = certificate_of("localhost", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with mail_server(certificate, is_wrapped=security == "tls") as mail:
        target = email(mail)
        for name, host in (("named", "localhost"), ("unnamed", "127.0.0.1")):
            target["email"] |= {"host": host, "security": security}
            serving.post(PATH, json={"name": name, **target})

        good = serving.post(f"{PATH}/named/test")
        # The same server, by a name that its certificate does not have.
        another = serving.post(f"{PATH}/unnamed/test")

    assert good.status_code == 204, good.text
    assert (another.status_code, "CertificateError" in another.text or "SSLCert" in another.text) == (
        502,
        True,
    )
    assert len(mail.mails) == 1


@pytest.mark.parametrize(
    "target",
    [
        {},
        {"webhook": {"url": "ftp://example.org"}},
        {"webhook": {"url": "https://user:password@example.org/"}},
        {"webhook": {"url": "https://example.org\r\nX: y"}},
        {"email": {"host": "mail", "sender": "a@example.org", "recipients": []}},
        {"email": {"host": "mail", "sender": "a@example.org\nBcc: b@example.org", "recipients": ["c@d.e"]}},
        {"email": {"host": "a b", "sender": "a@example.org", "recipients": ["c@d.e"]}},
    ],
)
def test_what_is_no_target_is_refused(boss: Any, target: dict[str, Any]) -> None:
    assert boss.post(PATH, json={"name": "wrong", **target}).status_code == 422


def test_only_administrators_see_channels(running: Any, boss: Any) -> None:
    ann = running.new_user("ann", fraud="admin")

    assert ann.get(PATH).status_code == 403
