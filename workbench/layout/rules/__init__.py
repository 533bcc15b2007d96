"""The rule book of a floor: what is shipped, with what a twin changes and adds."""

from workbench.layout.rules.book import SHIPPED, rule_book

__all__ = ["SHIPPED", "rule_book"]
