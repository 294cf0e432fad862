"""Draw the pictures that other sites show beside a link to us: `static/pictures/*.png` from `styles/pictures/*.svg`.

Run once when a drawing has changed, with a browser at hand: `python -m scripts.draw_pictures`.
"""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT = 1200, 630


def main() -> None:
    """Write a picture for each drawing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM") or None, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for drawing in sorted((ROOT / "styles" / "pictures").glob("*.svg")):
            page.set_content(f'<body style="margin:0">{drawing.read_text("utf-8")}</body>')
            page.screenshot(path=ROOT / "static" / "pictures" / f"{drawing.stem}.png")
        browser.close()


if __name__ == "__main__":
    main()
