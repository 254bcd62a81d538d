from analysis._compiled import compiled


def test_a_function_without_a_place_for_its_machine_code_is_compiled_all_the_same():
    # numba finds no file to keep it beside
    made = {}
    exec("def double(value):\n    return 2 * value", made)  # noqa: S102
    assert compiled(made["double"])(4) == 8
    assert compiled(made["double"]) is compiled(made["double"])
