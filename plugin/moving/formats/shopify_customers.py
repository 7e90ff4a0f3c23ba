"""Shopify's own customers, with its current header and the older one. Numbers carry a leading "'", birthdays are in
whichever metafield the shop keeps them."""

from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="shopify-customers",
    noun=Noun.PEOPLE,
    columns={
        "id": ["Customer ID"], "first_name": ["First Name"], "last_name": ["Last Name"], "email": ["Email"],
        "email_yes": ["Accepts Email Marketing", "Accepts Marketing"],
        "company": ["Default Address Company", "Company"], "street": ["Default Address Address1", "Address1"],
        "street2": ["Default Address Address2", "Address2"], "city": ["Default Address City", "City"],
        "province": ["Default Address Province Code", "Province Code"],
        "country": ["Default Address Country Code", "Country Code"],
        "postcode": ["Default Address Zip", "Zip"], "address_phone": ["Default Address Phone"], "phone": ["Phone"],
        "sms_yes": ["Accepts SMS Marketing"], "spent": ["Total Spent"], "orders": ["Total Orders"],
        "note": ["Note"], "tax": ["Tax Exempt"], "tags": ["Tags"],
        "birthday": ["Birthday (customer.metafields.facts.birth_date)", "Birthday"],
    },
    written=(
        "id", "first_name", "last_name", "email", "email_yes", "company", "street", "street2", "city", "province",
        "country", "postcode", "address_phone", "phone", "sms_yes", "spent", "orders", "note", "tax", "tags",
    ),
    if_used=("birthday",),
    one_of=("email", "phone", "id"),
    signs=("Accepts Email Marketing", "Accepts SMS Marketing", "Tax Exempt", "Total Spent"),
    yes_no=("yes", "no"),
)  # fmt: skip
