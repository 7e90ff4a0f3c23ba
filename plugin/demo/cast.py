"""Who plays in the scenes, by the addresses that the development store gives them, and what they buy."""

JOHN = "john.carter@example.com"
JOHN_IN_SYDNEY = "john.nguyen@example.org"
JANE = "jane.okafor@example.net"
PRIYA = "priya.raman@example.com"
TOM = "tom.fraser@example.net"
NAMELESS = "reader@example.net"

JUMPER, BEANIE, SOCKS = "Fisherman jumper, navy", "Ribbed beanie, navy", "Sea boot socks"
ISLE_JUMPER, ISLE_CARDIGAN = "Fair Isle jumper, heather", "Isle cardigan, moss"
GUEST = {
    "email": "guest@example.org", "phone": "+447400100190", "locale": "en-GB",
    "address": {"address1": "1 Example Street", "city": "London", "zip": "SE1 9AA", "country_code": "GB"},
}  # fmt: skip
