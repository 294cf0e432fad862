"""What the pages show, put together from the rooms below."""
from typing import Any
def home(lang: str) -> dict[str, Any]: return {}
def theme_groups(lang: str) -> list[Any]: return []
def theme(theme_id: str, lang: str) -> dict[str, Any]: return {}
def countries(lang: str) -> dict[str, Any]: return {}
def country(code: str, lang: str) -> dict[str, Any]: return {}
def sources() -> list[Any]: return []
def review_rules(lang: str) -> dict[str, Any]: return {}
def desk(user: Any, page: int) -> dict[str, Any]: return {}
