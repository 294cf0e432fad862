"""What the pages show, put together from the rooms below, by noun."""

from exchange.pages.queries.about import review_rules
from exchange.pages.queries.country import countries, country
from exchange.pages.queries.home import home
from exchange.pages.queries.theme import theme, theme_groups

__all__ = ["countries", "country", "home", "review_rules", "theme", "theme_groups"]
