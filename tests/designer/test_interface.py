"""The user interface: the page everywhere, a policy without exceptions, and never in the API's place."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

from filbert.designer import interface

PAGE = {"Accept": "text/html"}


class TestPage:
    def test_every_address_that_is_not_the_apis_gives_the_page(self, running: Any) -> None:
        client = running.client()

        for path in ("/", "/scenarios", "/scenarios/sms-spam?tab=sql", "/nothing/of/the/kind"):
            answer = client.get(path, headers=PAGE)
            assert (answer.status_code, answer.headers["content-type"]) == (
                200,
                "text/html; charset=utf-8",
            ), path

    def test_unknown_addresses_of_the_api_stay_errors(self, running: Any) -> None:
        client = running.client()

        for path in ("/api/v1/nothing", "/api/", "/health/nothing", "/assets/nothing.js", "/favicon.ico"):
            answer = client.get(path, headers=PAGE)
            assert (answer.status_code, answer.headers["content-type"]) == (
                404,
                "application/problem+json",
            ), path

    def test_the_policy_lets_nothing_in_but_our_files(self, running: Any) -> None:
        client = running.client()

        first, second = client.get("/"), client.get("/scenarios")

        found = first.headers["content-security-policy"]
        assert "unsafe" not in found
        assert "script-src 'self';" in found
        nonces = [
            re.findall(r"nonce-([\w-]+)", each.headers["content-security-policy"]) for each in (first, second)
        ]
        assert nonces[0] != nonces[1]
        assert f'nonce="{nonces[0][0]}"' in first.text
        assert "__CSP_NONCE__" not in first.text
        assert not re.search(r"<script(?![^>]* src=)", first.text)
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", first.text)

    def test_the_page_itself_is_never_kept_but_what_it_names_is(self, running: Any) -> None:
        client = running.client()
        page = client.get("/")
        script = re.search(r'src="(/assets/[^"]+\.js)"', page.text)
        assert script is not None

        answer = client.get(script[1], headers={"Accept-Encoding": "gzip"})

        assert page.headers["cache-control"] == "no-store"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["content-type"].startswith("text/javascript")


class TestBuild:
    def test_the_first_load_is_light(self) -> None:
        """Compressed scripts before the editor: below 350 KB, DESIGN says."""
        manifest = json.loads((interface.STATIC / ".vite" / "manifest.json").read_text())
        wanted, seen = ["index.html", "src/pages/scenarios/index.tsx"], set[str]()
        while wanted:
            name = wanted.pop()
            if name not in seen:
                seen.add(name)
                wanted += manifest[name].get("imports", [])

        files = [interface.STATIC / manifest[name]["file"] for name in seen]

        assert sum(_compressed(each) for each in files if each.suffix == ".js") < 350_000

    def test_nothing_names_another_host_to_load_from(self) -> None:
        for file in interface.STATIC.rglob("*.css"):
            assert not re.search(r"url\(\s*['\"]?(?:https?:)?//", file.read_text()), file


def _compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))
