"""The pages of the app, one a module."""

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tui.page import CasePage

CLASSES = {
    "checklist": "Checklist",
    "materials": "Materials",
    "calendar": "Calendar",
    "contacts": "Contacts",
    "options": "Options",
    "budget": "BudgetPage",
    "agreement": "AgreementPage",
    "statement": "StatementPage",
    "timeline": "Timeline",
}


def page_class(name: str) -> "type[CasePage]":
    """Return the class of a case's page by its name in `tui.commands`; its module is imported only now."""
    return cast("type[CasePage]", getattr(import_module(f"tui.screens.{name}"), CLASSES[name]))
