from trials.domain.protocol.problems import Problem, ProtocolError, written

DATA = {
    "criteria": [{"id": "I1a", "when": {"fact": "age"}}, {"id": "I1b"}],
    "schedule": {"visits": [{"visit": "M06", "window": [-14, 14]}]},
    "references": ["one"],
}


def test_entries_go_by_their_id():
    assert written(("criteria", 0, "when", "fact"), DATA) == "criteria[I1a].when.fact"
    assert written(("schedule", "visits", 0, "window"), DATA) == "schedule.visits[M06].window"


def test_entries_without_an_id_go_by_their_number():
    assert written(("references", 0), DATA) == "references[0]"
    assert written(("schedule", "visits", 0, "window", 1), DATA) == "schedule.visits[M06].window[1]"
    assert written(("criteria", 5, "id"), DATA) == "criteria[5].id"


def test_a_key_that_is_missing_is_written_where_it_belongs():
    assert written(("criteria", 1, "text", "zh"), DATA) == "criteria[I1b].text.zh"


def test_a_problem_reads_as_a_sentence():
    problem = Problem(
        file="small.yaml", line=12, key="arms", message="there is no agent 'x'", expected="'y'"
    )
    assert str(problem) == "small.yaml:12: arms: there is no agent 'x'. Expected 'y'."


def test_nothing_is_said_of_what_nobody_expected():
    problem = Problem(file="small.yaml", line=1, key="", message="not readable")
    assert str(problem) == "small.yaml:1: not readable."


def test_problems_come_in_the_order_of_the_file():
    problems = [
        Problem(file="f", line=line, key="k", message=f"problem {line}") for line in (30, 2, 11)
    ]
    error = ProtocolError(problems)
    assert [problem.line for problem in error.problems] == [2, 11, 30]
    assert str(error).splitlines()[0] == "f:2: k: problem 2."
