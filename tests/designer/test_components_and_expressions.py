"""The catalogue of components, and what an editor asks about an expression."""

from typing import Any

import pytest
from filbert.components.registry import components


@pytest.fixture
def ann(running: Any) -> Any:
    return running.new_user("ann")


class TestComponents:
    def test_every_component_has_a_form_and_an_example_that_fits_it(self, ann: Any) -> None:
        import jsonschema

        found = ann.get("/api/v1/components").json()["components"]

        assert [each["id"] for each in found] == list(components())
        for each in found:
            assert each["help"]
            jsonschema.Draft202012Validator.check_schema(each["parameters"])

    def test_editors_are_named(self, ann: Any) -> None:
        found = ann.get("/api/v1/components/filter").json()

        condition = found["parameters"]["properties"]["condition"]
        assert (condition["editor"], condition["expected"]) == ("expression", "BOOLEAN")
        assert (found["inputs"], found["outputs"]) == (["in"], ["true", "false"])

    def test_inputs_that_edges_name_are_told(self, ann: Any) -> None:
        found = {each["id"]: each for each in ann.get("/api/v1/components").json()["components"]}

        assert [id_ for id_, each in found.items() if each["takes_named_inputs"]] == ["fragment", "union"]
        assert found["kafka"]["inputs"] == []

    def test_an_unknown_one_is_not_found(self, ann: Any) -> None:
        assert ann.get("/api/v1/components/magic").status_code == 404


def ask(client: Any, what: str, text: str, **more: Any) -> Any:
    return client.post(f"/api/v1/expressions/{what}", json={"text": text, **more})


class TestExpressions:
    def test_a_good_one_has_a_type(self, ann: Any) -> None:
        found = ask(ann, "check", "fee * 2", columns={"fee": "BIGINT NOT NULL"}).json()

        assert (found["type"], found["references"], found["findings"]) == ("BIGINT NOT NULL", ["fee"], [])

    def test_what_is_derived_from_personal_data_is_marked(self, ann: Any) -> None:
        scope = {"columns": {"sender": "STRING", "fee": "BIGINT"}, "personal": ["sender"]}
        rows = {"rows": [{"sender": "48600100200", "fee": 1}]}

        derived = ask(ann, "check", "LEFT(sender, 2)", **scope).json()
        other = ask(ann, "check", "'sender' = CAST(fee AS STRING)", **scope).json()
        template = ask(ann, "evaluate", "from {sender}", **scope, **rows, template=True).json()
        plain = ask(ann, "evaluate", "fee + 1", **scope, **rows).json()

        assert (derived["pii"], other["pii"]) == (True, False)
        assert (template["pii"], template["values"][0]["value"]) == (True, "from 48600100200")
        assert (plain["pii"], plain["values"][0]["value"]) == (False, 2)

    def test_positions_count_as_browsers_do(self, ann: Any) -> None:
        (found,) = ask(ann, "check", "'😀' == ''").json()["findings"]

        assert (found["code"], found["from"], found["to"]) == ("E_OPERATOR", 5, 7)

    def test_what_is_wrong_comes_with_a_fix(self, ann: Any) -> None:
        fixes = ask(ann, "check", "fee == 1", columns={"fee": "BIGINT"}).json()["fixes"]

        assert fixes[0]["edits"] == [{"from": 4, "to": 6, "text": "="}]

    def test_completion_replaces_what_was_begun(self, ann: Any) -> None:
        found = ask(
            ann, "complete", "'😀' = par", at=10, columns={"parts": "BIGINT"}, sample={"parts": 3}
        ).json()

        assert (found["from"], found["to"]) == (7, 10)
        assert (found["items"][0]["label"], found["items"][0]["sample"]) == ("parts", "3")

    def test_hover_tells_type_and_value(self, ann: Any) -> None:
        found = ask(ann, "hover", "fee > 1", at=1, columns={"fee": "BIGINT"}, sample={"fee": 7}).json()

        assert (found["from"], found["to"], found["type"], found["value"]) == (0, 3, "BIGINT", "7")
        assert ask(ann, "hover", "fee > 1", at=4, columns={}).status_code == 200

    def test_a_function_tells_its_arguments(self, ann: Any) -> None:
        found = ask(ann, "signature", "ROUND(1, ", at=9).json()

        assert (found["name"], found["active"]) == ("ROUND", 1)

    def test_layout_and_plain_words(self, ann: Any) -> None:
        assert ask(ann, "format", "fee/parts>10").json()["text"] == "fee / parts > 10"
        assert ask(ann, "explain", "fee > 10").json()["text"]
        assert ask(ann, "format", "fee >").json()["code"] == "invalid"
        assert ask(ann, "explain", "fee >").json()["code"] == "invalid"

    @pytest.mark.parametrize("what", ["check", "complete", "hover", "signature", "format", "explain"])
    def test_hostile_texts_are_answered(self, ann: Any, what: str) -> None:
        at = {"at": 3} if what in ("complete", "hover", "signature") else {}

        for text in (
            "(" * 15_000,
            "1" * 15_000,
            "'" + "x" * 15_000,
            "a." * 7_000,
            "\x00\x1b",
            "NOT " * 4_000,
        ):
            answer = ask(ann, what, text, **at)

            assert answer.status_code in {200, 422}, text[:10]

    def test_a_type_that_is_none_is_told(self, ann: Any) -> None:
        answer = ask(ann, "check", "a", columns={"a": "NUMBER"})

        assert (answer.status_code, "columns.a" in answer.json()["detail"]) == (422, True)

    def test_a_sample_that_does_not_fit_is_told(self, ann: Any) -> None:
        answer = ask(ann, "hover", "a", at=0, columns={"a": "BIGINT"}, sample={"a": "x"})

        assert answer.status_code == 422

    def test_values_over_rows(self, ann: Any) -> None:
        rows = [{"fee": 7, "parts": 2}, {"fee": 7, "parts": 0}, {"fee": None}, {"fee": "seven"}]

        found = ask(
            ann, "evaluate", "fee / parts", columns={"fee": "BIGINT", "parts": "BIGINT"}, rows=rows
        ).json()

        assert found["type"] == "BIGINT"
        assert [each["value"] for each in found["values"]] == [3, None, None, None]
        assert [each["error"] is None for each in found["values"]] == [True, False, True, False]

    def test_a_faulty_one_has_no_values(self, ann: Any) -> None:
        assert (
            ask(ann, "evaluate", "fee +", columns={"fee": "BIGINT"}, rows=[{"fee": 1}]).json()["values"] == []
        )
        assert ask(ann, "evaluate", "fee", columns={"fee": "MONEY"}, rows=[]).status_code == 422

    def test_values_of_a_template(self, ann: Any) -> None:
        found = ask(
            ann, "evaluate", "from {who}", columns={"who": "STRING"}, rows=[{"who": "Ann"}], template=True
        ).json()

        assert found["values"] == [{"value": "from Ann", "error": None}]


def test_a_number_in_the_place_of_a_body_is_refused_although_it_keeps_its_text(ann: Any) -> None:
    """Numbers are read as they are written, and so have an attribute of the name that the body should have."""
    answer = ann.post(
        "/api/v1/expressions/explain", content="0.0", headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422, answer.text


def test_a_number_that_no_database_holds_is_refused(ann: Any) -> None:
    answer = ann.post(f"/api/v1/scenarios/nothing/versions/{2**63}/restore", json={"revision": 1})

    assert answer.status_code == 422, answer.text
