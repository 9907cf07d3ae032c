"""Changed copies of signed files: a hundred each time; `python -m bench.mutations` judges two thousand."""

from bench.mutations import CHANGES, SEED, mutate


def test_no_changed_copy_is_judged_whole_when_it_says_or_shows_something_else() -> None:
    outcome = mutate(120, SEED, samples=False)
    assert outcome.number == 120
    assert outcome.wrong == []
    assert outcome.raised == []
    assert set(outcome.verdicts) == set(CHANGES), "every kind of change has its turn"
