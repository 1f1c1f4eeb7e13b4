"""The periods of a plan, contract rates by year, month or day, and the error of a plan that cannot exist."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

import msgspec

from model.days import LATEST, month_step
from model.said import N_, Said


class WrongSchedule(ValueError):
    """A plan that cannot exist; `said` tells which value is wrong and what it must be."""

    def __init__(self, said: Said) -> None:
        super().__init__(str(said))
        self.said = said


class Unit(StrEnum):
    """What a plan's period is counted in."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


class Every(msgspec.Struct, frozen=True):
    """The period of a plan: every `number` months, weeks or days."""

    number: int = 1
    unit: Unit = Unit.MONTH

    def step(self, anchor: date, periods: int) -> date:
        """Return the day `periods` periods from `anchor`; months keep the anchor's day or take the month's last."""
        try:
            if self.unit is Unit.MONTH:
                return month_step(anchor, self.number * periods)
            return anchor + timedelta(days=self.number * periods * (7 if self.unit is Unit.WEEK else 1))
        except (OverflowError, ValueError) as error:
            raise WrongSchedule(
                Said(N_("The last due date is after {until}"), {"until": LATEST.isoformat()})
            ) from error

    @property
    def per_year(self) -> Decimal:
        """How many periods a year of twelve months or 365 days has."""
        if self.unit is Unit.MONTH:
            return Decimal(12) / self.number
        return Decimal(365) / (self.number * (7 if self.unit is Unit.WEEK else 1))


MONTHLY = Every()


class Rate(msgspec.Struct, frozen=True):
    """A contract rate as a decimal fraction per year, month or day."""

    rate: Decimal
    per: str = "year"

    @property
    def annual(self) -> Decimal:
        """The simple rate of a year: twelve months, or 365 days as the lender's pages convert."""
        return self.rate * {"year": 1, "month": 12, "day": 365}[self.per]

    def per_period(self, every: Every) -> Decimal:
        """The rate of one period of a plan."""
        if self.per == "month" and every.unit is Unit.MONTH:
            return self.rate * every.number
        return self.annual / every.per_year
