"""The yearly cost of a plan: monthly rate times twelve (as banks print it), effective, and by dates (act/365).

Roots are found by pyxirr and polished in Decimal. Where money changes direction more than once several rates may
fit: the one nearest zero is given, and said to be one of several.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

import msgspec

from model.said import N_, Said, Value
from model.schedule import Plan

HIGHEST = Decimal(1_000_000)
"""A yearly rate above this is no rate anybody is charged: the dates or amounts are wrong."""


Point = tuple[Decimal, Decimal]
"""A time, in periods or years, and a flow."""


class NoRate(ValueError):
    """No yearly rate fits these flows; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


class Root(msgspec.Struct, frozen=True):
    """A rate, and whether others may fit the same flows."""

    rate: Decimal
    several: bool = False


class Annual(msgspec.Struct, frozen=True):
    """The yearly cost as decimal fractions; `xirr` is by the dates, the others by equal periods."""

    periodic: Decimal
    simple: Decimal
    effective: Decimal
    xirr: Decimal | None = None
    several: bool = False


def irr(flows: Sequence[int | Decimal]) -> Root:
    """Return the rate of a period at which equally spaced `flows` come to nothing. Raises `NoRate`."""
    first = next((n for n, flow in enumerate(flows) if flow), 0)
    return _root([(Decimal(n - first), Decimal(flow)) for n, flow in enumerate(flows) if flow])


def xirr(flows: Sequence[tuple[date, int | Decimal]]) -> Root:
    """Return the yearly rate, compounding, at which dated `flows` come to nothing (act/365). Raises `NoRate`."""
    merged: dict[date, Decimal] = {}
    for day, flow in flows:
        merged[day] = merged.get(day, Decimal(0)) + Decimal(flow)
    points = sorted((day, flow) for day, flow in merged.items() if flow)
    if not points:
        raise _one_sided()
    first = points[0][0]
    return _root([(Decimal((day - first).days) / 365, flow) for day, flow in points], [day for day, _ in points])


def yearly(periodic: Root, per_year: int | Decimal) -> Annual:
    """Return the yearly figures of a period's rate: times the periods, and compounded over them. Raises `NoRate`."""
    times = Decimal(per_year)
    with localcontext() as context:
        context.prec = 40
        effective = (1 + periodic.rate) ** times - 1
    if effective > HIGHEST:
        raise _too_high()
    return Annual(periodic.rate, periodic.rate * times, effective, None, periodic.several)


def annual_cost(plan: Plan) -> Annual:
    """Return the yearly cost of a plan with its down payment and its fee at the start. Raises `NoRate`."""
    received = plan.principal - plan.down_payment - plan.upfront_fee
    if received <= 0:
        text = N_("{amount} paid at the start takes all of the {balance}: no yearly rate fits")
        values: dict[str, Value] = {"amount": plan.down_payment + plan.upfront_fee, "balance": plan.principal}
        raise NoRate(Said(text, values))
    if plan.outlay == plan.principal:
        return Annual(Decimal(0), Decimal(0), Decimal(0), Decimal(0))
    by_period = yearly(irr([-received, *(row.total for row in plan.rows)]), plan.every.per_year)
    by_date = xirr([(plan.start, -received), *((row.due, row.total) for row in plan.rows)])
    return msgspec.structs.replace(by_period, xirr=by_date.rate, several=by_period.several or by_date.several)


def _one_sided() -> NoRate:
    return NoRate(Said(N_("A yearly rate needs money going both ways, at different times")))


def _too_high() -> NoRate:
    text = N_("The yearly rate would be above {most}: too high to be shown. Look at the dates and amounts again")
    return NoRate(Said(text, {"most": f"{HIGHEST * 100:,}%"}))


def _root(points: list[Point], days: list[date] | None = None) -> Root:
    """Return the root of `points` (times in periods from the first, flows); `days` where the times are years."""
    if not points or min(flow for _, flow in points) > 0 or max(flow for _, flow in points) < 0:
        raise _one_sided()
    several = _turns(points) > 1
    if sum(flow for _, flow in points) == 0:
        return Root(Decimal(0), several)
    floats = _floats(points)
    guess = None if several else _by_library(floats, days)
    if guess is None:
        guess = _nearest(floats)
    rate = _polished(points, guess) if days is None else Decimal(repr(_refined(floats, guess)))
    if rate > HIGHEST:
        raise _too_high()
    return Root(rate, several)


def _turns(points: list[Point]) -> int:
    return sum((one[1] > 0) != (two[1] > 0) for one, two in pairwise(points))


def _value(points: list[tuple[float, float]], rate: float) -> float:
    try:
        return float(sum(flow * (1 + rate) ** -time for time, flow in points))
    except OverflowError:
        return float("inf")


def _floats(points: list[Point]) -> list[tuple[float, float]]:
    largest = max(abs(flow) for _, flow in points)
    return [(float(time), float(flow / largest)) for time, flow in points]


def _by_library(floats: list[tuple[float, float]], days: list[date] | None) -> float | None:
    """Return pyxirr's root of flows that turn once, or None where it has no sound one (None, inf, absurdly high)."""
    from pyxirr import InvalidPaymentsError
    from pyxirr import irr as periodic
    from pyxirr import xirr as dated

    try:
        if days is not None:
            found = dated(days, [flow for _, flow in floats])
        else:
            dense = [0.0] * (int(floats[-1][0]) + 1)
            for time, flow in floats:
                dense[int(time)] = flow
            found = periodic(dense)
    except InvalidPaymentsError as error:
        raise _one_sided() from error
    if found is None or not -1 < found <= float(HIGHEST) or abs(_value(floats, found)) > 1e-6:
        return None
    return float(found)


def _nearest(floats: list[tuple[float, float]]) -> float:
    """Return the root nearest zero: look outwards from it in both directions for a change of sign, then halve."""
    found = [root for root in (_outwards(floats, 1), _outwards(floats, -1)) if root is not None]
    if not found:
        raise NoRate(Said(N_("No yearly rate fits: look at the dates and amounts again")))
    return min(found, key=abs)


def _outwards(floats: list[tuple[float, float]], sign: int) -> float | None:
    positive = _value(floats, 0.0) > 0
    rate, step = 0.0, 1 / 512
    while -0.999999 < rate < float(HIGHEST):
        following = (1 + rate) * (1 + step) ** sign - 1
        if (_value(floats, following) > 0) != positive:
            return _halved(floats, min(rate, following), max(rate, following))
        rate = following
        step = min(step * 1.02, 1 / 16)
    return None


def _halved(floats: list[tuple[float, float]], low: float, high: float) -> float:
    rising = _value(floats, high) > 0
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if (_value(floats, middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _refined(floats: list[tuple[float, float]], rate: float) -> float:
    """Return the root near `rate` after a Newton step, so that its last shown digit is right."""
    slope = -sum(time * flow * (1 + rate) ** (-time - 1) for time, flow in floats)
    better = rate - _value(floats, rate) / slope if slope else rate
    return better if abs(better - rate) < 1e-6 * (1 + abs(rate)) else rate


def _polished(points: list[Point], guess: float) -> Decimal:
    """Return the root near `guess` of equally spaced flows after two Newton steps in 28 digits."""
    rate = Decimal(repr(guess))
    with localcontext() as context:
        context.prec = 28
        for _ in range(2):
            factor = 1 / (1 + rate)
            value, slope, grown, at = Decimal(0), Decimal(0), Decimal(1), 0
            for time, flow in points:
                grown *= factor ** (int(time) - at)
                at = int(time)
                value += flow * grown
                slope -= at * flow * grown * factor
            if slope == 0:
                break
            better = rate - value / slope
            if abs(better - rate) > Decimal("1e-6") * (1 + abs(rate)):
                break
            rate = better
    return rate
