"""`select`: nothing but the chosen columns goes on."""

from filbert.components.testing import bind, context_of, run


def test_other_columns_end_here() -> None:
    out = run(
        "select",
        {"fields": {"who": "caller"}},
        {"caller": "STRING", "n": "BIGINT"},
        [{"caller": "a", "n": 1}],
    )

    assert out.ports["out"] == [{"who": "a"}]


def test_a_name_may_be_used_again() -> None:
    out = run("select", {"fields": {"n": "n + 1"}}, {"n": "BIGINT"}, [{"n": 1}])

    assert out.ports["out"] == [{"n": 2}]


def test_a_renamed_key_is_still_the_key() -> None:
    bound, _ = bind(
        "select", {"fields": {"who": "caller"}}, {"in": context_of({"caller": "STRING"}, key="caller")}
    )

    assert bound is not None
    assert bound.outputs["out"].key_columns == {"who"}
