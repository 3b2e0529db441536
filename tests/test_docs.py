"""The documentation is complete, leads somewhere, and its examples are real."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DESIGN = ROOT / "docs/design"
DECISIONS = ROOT / "docs/decisions"
PACKAGES = ("expressions", "components", "scenarios", "runtime", "monitoring", "designer")
NOT_OURS = {".venv", ".git", ".filbert", "node_modules", "target", "build", "dist", "output"}

FENCE = re.compile(r"^ *```(?P<info>[^\n]*)\n(?P<body>.*?)^ *```", re.MULTILINE | re.DOTALL)
INLINE_CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ +(?P<text>.+?) *$", re.MULTILINE)
CODE = re.compile(r"""(?<![A-Z0-9_])[EW]_[A-Z][A-Z0-9_]*[A-Z0-9](?![A-Z0-9_])""")
QUOTED_CODE = re.compile(r"""["'|](?P<code>[EW]_[A-Z][A-Z0-9_]*[A-Z0-9])["'|]""")


def pages() -> list[Path]:
    """All Markdown files of the repository."""
    return sorted(
        path
        for path in ROOT.rglob("*.md")
        if not NOT_OURS & set(path.relative_to(ROOT).parts) and path.is_file()
    )


def prose(path: Path) -> str:
    """A page without its code."""
    return INLINE_CODE.sub("", FENCE.sub("", path.read_text()))


def anchors(path: Path) -> set[str]:
    """The names that headings of a page can be reached by, made as GitHub makes them."""
    found = set()
    for match in HEADING.finditer(FENCE.sub("", path.read_text())):
        text = re.sub(r"[^\w\- ]", "", match["text"].lower().strip())
        found.add(text.replace(" ", "-"))
    return found


def section(path: Path, heading: str) -> str:
    """What stands under a heading, up to the next one of its level; empty if there is none."""
    level = heading.split(" ", maxsplit=1)[0]
    _, _, rest = path.read_text().partition(f"\n{heading}\n")
    return re.split(rf"^{level} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def blocks(kind: str) -> list[tuple[str, str]]:
    """Code blocks ` ```yaml kind `, each with the page that it stands on."""
    return [
        (str(path.relative_to(ROOT)), match["body"])
        for path in pages()
        for match in FENCE.finditer(path.read_text())
        if match["info"].split() == ["yaml", kind]
    ]


def write_streams(page: str, folder: Path) -> None:
    """The streams of a page, as files for its other examples."""
    for number, (other, stream) in enumerate(blocks("stream")):
        if other == page:
            (folder / f"{number}.yaml").write_text(stream)


def sources() -> Iterator[Path]:
    """Our own code, without its tests."""
    for package in PACKAGES:
        yield from sorted((ROOT / package / "filbert").rglob("*.py"))
    yield from sorted((ROOT / "runtime/jvm/src/main").rglob("*.java"))


def codes_of_sources() -> dict[str, str]:
    """Every code of a problem or an error that our code can give, with a file that has it."""
    return {
        match["code"]: str(path.relative_to(ROOT))
        for path in sources()
        for match in QUOTED_CODE.finditer(path.read_text())
    }


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link names a file that exists, and a heading in it."""
    broken = []
    for match in LINK.finditer(prose(page)):
        name, _, anchor = match["target"].partition("#")
        if re.match(r"[a-z]+:", name):
            continue
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(match["target"])

    assert broken == []


def test_pictures_are_shown_and_small() -> None:
    """A picture that no page shows is out of date before long, and everybody who clones fetches all of them."""
    shown = {
        (page.parent / match["target"]).resolve()
        for page in pages()
        for match in LINK.finditer(prose(page))
        if match["target"].endswith(".png")
    }
    found = set((ROOT / "docs").rglob("*.png"))

    assert sorted(found - shown) == []
    assert sum(each.stat().st_size for each in found) < 1_500_000


def test_index_names_every_page() -> None:
    """A page that nobody links is a page that nobody reads."""
    index = (DESIGN / "README.md").read_text()

    assert [
        path.name
        for path in DESIGN.glob("*.md")
        if path.name != "README.md" and f"]({path.name})" not in index
    ] == []


def test_every_folder_introduces_itself() -> None:
    for folder in (*PACKAGES, "tests", "runtime/jvm"):
        text = (ROOT / folder / "README.md").read_text()
        assert text.startswith("# ")


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_decision_record_is_complete(path: Path) -> None:
    """Number, status, the four parts, and a line in the index."""
    text = path.read_text()

    assert text.startswith(f"# {path.name[:4]}: ")
    assert "\nStatus: " in text
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
        "Alternatives",
    ]
    if not path.name.startswith("0000"):
        assert f"[{path.name[:4]}]({path.name})" in (DECISIONS / "README.md").read_text()


def test_decision_numbers_are_unique() -> None:
    numbers = [path.name[:4] for path in DECISIONS.glob("[0-9]*.md")]

    assert sorted(numbers) == sorted(set(numbers))


def test_every_component_is_described() -> None:
    """A heading with its id, and under it every parameter."""
    from filbert.components.registry import components

    missing = []
    for name, component in components().items():
        text = section(DESIGN / "components.md", f"## `{name}`")
        if not text:
            missing.append(f"## `{name}`")
        missing += [
            f"{name}: `{field}`" for field in component.parameters.model_fields if f"`{field}`" not in text
        ]

    assert missing == []


def test_the_reference_of_functions_is_fresh() -> None:
    """It is made from the registry: python -m filbert.expressions.reference docs/reference/functions.md"""
    from filbert.expressions.reference import reference

    assert (ROOT / "docs/reference/functions.md").read_text() == reference()


def test_every_code_is_described() -> None:
    """Each code that our Python or Java can give stands in docs/design/errors.md."""
    described = set(CODE.findall((DESIGN / "errors.md").read_text()))
    found = codes_of_sources()

    assert found
    assert {code: file for code, file in found.items() if code not in described} == {}


def test_every_described_code_exists() -> None:
    """The page promises no code that nothing gives."""
    described = set(CODE.findall((DESIGN / "errors.md").read_text()))

    assert sorted(described - codes_of_sources().keys()) == []


def test_every_command_is_described() -> None:
    from filbert.runtime.cli import COMMANDS

    described = section(DESIGN / "command-line.md", "## Commands")

    assert [name for name in COMMANDS if f"`filbert {name}" not in described] == []


def test_every_described_command_exists() -> None:
    """The table promises no command that is not there."""
    from filbert.runtime.cli import COMMANDS

    table = re.findall(
        r"^\| `filbert ([a-z-]+)", section(DESIGN / "command-line.md", "## Commands"), re.MULTILINE
    )

    assert table
    assert [name for name in table if name not in COMMANDS] == []


def test_every_setting_is_described() -> None:
    """Each FILBERT_… variable that a settings class reads has its line."""
    from filbert.runtime import settings
    from pydantic import AliasChoices
    from pydantic_settings import BaseSettings

    described = section(DESIGN / "stack.md", "## Settings")
    classes = [
        each for each in vars(settings).values() if isinstance(each, type) and issubclass(each, BaseSettings)
    ]
    names = []
    for each in classes:
        for name, field in each.model_fields.items():
            alias = field.validation_alias
            given = (
                [choice for choice in alias.choices if str(choice).isupper()]
                if isinstance(alias, AliasChoices)
                else []
            )
            names += given or [f"{each.model_config.get('env_prefix', '')}{name}".upper()]

    assert names
    assert [name for name in names if f"`{name}`" not in described] == []


@pytest.mark.parametrize(("page", "text"), blocks("stream"))
def test_stream_examples_parse(page: str, text: str, tmp_path: Path) -> None:
    from filbert.scenarios import load_stream

    (tmp_path / "example.yaml").write_text(text)

    assert load_stream(tmp_path / "example.yaml").fields


@pytest.mark.parametrize(("page", "text"), blocks("scenario"))
def test_scenario_examples_hold(page: str, text: str, tmp_path: Path) -> None:
    """Each one is valid, with the streams of the same page."""
    from filbert.scenarios import load_scenario, load_streams
    from filbert.scenarios.validate import validate

    write_streams(page, tmp_path)

    found = validate(load_scenario(text), load_streams(tmp_path))

    assert [problem for problem in found.problems if problem.severity == "error"] == []
    assert found.plan is not None


@pytest.mark.parametrize(("page", "text"), blocks("fragment"))
def test_fragment_examples_hold(page: str, text: str, tmp_path: Path) -> None:
    """Each one is valid on its own, with the streams of the same page."""
    from filbert.scenarios import load_scenario, load_streams
    from filbert.scenarios.fragment import read_fragment
    from filbert.scenarios.validate import validate

    (tmp_path / "streams").mkdir()
    write_streams(page, tmp_path / "streams")
    (tmp_path / "example.yaml").write_text(text)
    fragment, problems = read_fragment(tmp_path / "example.yaml")
    assert fragment is not None, problems
    call = f"filbert: 1\nname: a\nnodes: [{{id: a, component: fragment, parameters: {{fragment: {fragment.name}}}}}]\n"

    found = validate(load_scenario(call), load_streams(tmp_path / "streams"), None, {fragment.name: fragment})

    assert [each for each in found.problems if each.severity == "error" and each.file is not None] == []


@pytest.mark.parametrize(("page", "text"), blocks("environment"))
def test_environment_examples_parse(page: str, text: str, tmp_path: Path) -> None:
    from filbert.scenarios import load_environment

    (tmp_path / "example.yaml").write_text(text)

    assert load_environment(tmp_path / "example.yaml").name


@pytest.mark.parametrize(("page", "text"), blocks("tests"))
def test_test_case_examples_parse(page: str, text: str, tmp_path: Path) -> None:
    from filbert.scenarios import load_streams
    from filbert.scenarios.testcase import load_test_cases

    write_streams(page, tmp_path)
    streams = load_streams(tmp_path)
    (tmp_path / "example.tests.yaml").write_text(text)

    assert load_test_cases(tmp_path / "example.tests.yaml", streams)


def test_there_are_examples() -> None:
    """The five tests above have something to test."""
    assert all(blocks(kind) for kind in ("stream", "scenario", "fragment", "environment", "tests"))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "designer/environments").glob("*.yaml")), ids=lambda path: path.name
)
def test_environments_of_the_containers_parse(path: Path) -> None:
    from filbert.scenarios import load_environment

    assert load_environment(path).name == path.stem
