"""Who of a file's people are customers here, and who was erased."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from plugin.model.customer import Customer, Tombstone
from plugin.shops import Shop


class PeopleFound:
    """Looked up by number, by e-mail and by phone, all normalised; whoever is here now is not erased."""

    def __init__(
        self, session: Session, shop: Shop, *, ids: Collection[int] = (), emails: Collection[str] = (),
        phones: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._shop = shop
        hashes = {self.hash_of(email) for email in emails}
        phone_hashes = {shop.keys.lookup("phone", phone) for phone in phones}
        self.rows: dict[int, Any] = {}
        self._by_hash: dict[str, int] = {}
        for row in session.execute(
            select(
                Customer.id, Customer.email_hash, Customer.phone_hash, Customer.birthday_hash, Customer.merged_into,
            )
            .where(
                Customer.shop_id == shop.id, Customer.gone_at.is_(None),
                or_(Customer.id.in_(ids), Customer.email_hash.in_(hashes), Customer.phone_hash.in_(phone_hashes)),
            ).order_by(Customer.id)
        ):  # fmt: skip
            self.rows[row.id] = row
            for hashed in (row.email_hash, row.phone_hash):
                if hashed is not None and row.merged_into is None:
                    self._by_hash.setdefault(hashed, row.id)
        subjects = {shop.keys.lookup("customer", str(id)) for id in ids} | hashes | phone_hashes
        gone = select(Tombstone.subject_hash).where(
            Tombstone.shop_id == shop.id, Tombstone.subject_hash.in_(subjects)
        )
        self._erased = set(session.scalars(gone))

    def hash_of(self, email: str | None) -> str | None:
        return None if email is None else self._shop.keys.lookup("email", email)

    def phone_hash_of(self, phone: str | None) -> str | None:
        return None if phone is None else self._shop.keys.lookup("phone", phone)

    def customer_id(self, email: str | None, phone: str | None = None, id: int | None = None) -> int | None:
        if id is not None and id in self.rows:
            return self.rows[id].merged_into or id
        for hashed in (self.hash_of(email), self.phone_hash_of(phone)):
            if hashed is not None and hashed in self._by_hash:
                return self._by_hash[hashed]
        return None

    def is_erased(self, email: str | None, phone: str | None = None, id: int | None = None) -> bool:
        subjects = {self.hash_of(email), self.phone_hash_of(phone)}
        if id is not None:
            subjects.add(self._shop.keys.lookup("customer", str(id)))
        return not self._erased.isdisjoint(subjects) and self.customer_id(email, phone, id) is None
