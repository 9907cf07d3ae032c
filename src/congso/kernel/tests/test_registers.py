"""Official numbers have no gaps and no twins, whoever draws at the same time."""

import threading

import pytest
from django.db import connection, connections, transaction

from congso.kernel.models import Register
from congso.kernel.registers import draw_number


@pytest.mark.django_db
def test_numbers_start_at_one_in_each_register_and_period() -> None:
    assert [draw_number("sổ", period="2026") for _ in range(3)] == [1, 2, 3]
    assert draw_number("sổ", period="2027") == 1
    assert draw_number("sổ khác", period="2026") == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_can_only_be_drawn_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        draw_number("sổ", period="2026")


@pytest.mark.django_db(transaction=True)
def test_a_rollback_gives_the_number_back() -> None:
    with transaction.atomic():
        assert draw_number("sổ", period="2026") == 1
    with transaction.atomic():
        assert draw_number("sổ", period="2026") == 2
        transaction.set_rollback(True)
    with transaction.atomic():
        assert draw_number("sổ", period="2026") == 2


@pytest.mark.django_db(transaction=True)
def test_threads_that_draw_at_once_get_each_number_exactly_once_though_some_roll_back() -> None:
    drawn: list[int] = []
    together = threading.Barrier(6)

    def draw(worker: int) -> None:
        try:
            together.wait()
            for turn in range(10):
                try:
                    with transaction.atomic():
                        number = draw_number("hồ sơ", period="261121")
                        if (worker + turn) % 5 == 0:
                            raise _GivenUpError
                    drawn.append(number)
                except _GivenUpError:
                    pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=draw, args=(worker,)) for worker in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(drawn) == list(range(1, len(drawn) + 1))
    assert len(drawn) == 48
    assert Register.objects.get().last_number == 48


class _GivenUpError(Exception):
    pass


@pytest.mark.django_db
def test_a_register_never_counts_backwards_below_nothing() -> None:
    with pytest.raises(Exception, match="register_counts_upwards"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO kernel_register (name, period, last_number) VALUES ('a', 'b', -1)")
