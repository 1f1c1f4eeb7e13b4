"""The least playbook: what a test gives it, and nothing else."""

from typing import Any

from model.case import Product, Terms
from model.playbook import Playbook, ProductInfo
from model.playbook_parts import Text

TEXT = Text(zh="文", en="text")


def bare_playbook(**entries: Any) -> Playbook:
    """A playbook that has only `entries`."""
    needed = ("products", "reasons", "stages", "steps", "materials", "channels", "requests")
    return Playbook(id="t", version=1, title=TEXT, about=TEXT, **{**dict.fromkeys(needed, ()), **entries})


def bare_product(id: Product, terms: Terms, **more: Any) -> ProductInfo:
    """A product of which only the terms matter."""
    return ProductInfo(id=id, name=TEXT, find=TEXT, lender=TEXT, lender_note=TEXT, terms=terms, **more)
