"""Keys that arrive in one burst are handled in the order they were typed."""

import pytest


@pytest.mark.parametrize(
    ("burst", "shown"),
    [
        (b"\rp\x1512\x7f34", "134"),
        (b"\rp55\x15\t2026-11-20\x1b[Z77", "77"),
        (b"\rp1\x7f2\x7f3\x7f4", "4"),
    ],
)
def test_a_burst_is_typed_in_its_order(session, burst, shown):
    session.do(burst, quiet=0.5)
    amounts = [line for line in session.screen() if line.startswith("Amount")]
    assert amounts, session.screen()
    assert amounts[0].split()[1] == shown
