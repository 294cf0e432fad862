"""What this database has been prepared with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from exchange.core.db import Base


class Prepared(Base):
    """A step of the preparation that was finished, with the digest of the files it was made from."""

    __tablename__ = "prepared"

    step: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    done_at: Mapped[datetime]
