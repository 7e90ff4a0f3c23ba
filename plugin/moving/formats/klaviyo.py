"""Klaviyo's profiles: no fixed header, and American dates. Consent to texts counts with the time of it only."""

from plugin.moving.dates import Order
from plugin.moving.format import Format, Noun

FORMAT = Format(
    kind="klaviyo-profiles",
    noun=Noun.PEOPLE,
    columns={
        "email": ["Email", "Email Address", "$email"], "phone": ["Phone Number", "$phone_number", "Phone"],
        "first_name": ["First Name", "$first_name"], "last_name": ["Last Name", "$last_name"],
        "email_yes": ["Email Marketing Consent", "Email Consent", "Consent"],
        "email_at": ["Email Marketing Consent Timestamp", "Email Consent Timestamp", "Consent Timestamp"],
        "sms_yes": ["SMS Consent", "SMS Marketing Consent"],
        "sms_at": ["SMS Consent Timestamp", "SMS Marketing Consent Timestamp"],
        "birthday": ["Birthday", "Date of Birth", "birth_date", "birthdate"],
        "city": ["City", "$city"], "province": ["State / Region", "Region", "$region"],
        "country": ["Country", "$country"], "postcode": ["Zip Code", "Zip", "$zip"],
    },
    written=("email", "phone", "first_name", "last_name", "email_yes", "email_at", "sms_yes", "sms_at"),
    if_used=("birthday", "city", "province", "country", "postcode"),
    one_of=("email", "phone"),
    signs=("Klaviyo ID", "SMS Consent", "Email Marketing Consent", "Phone Number", "Consent"),
    dates=Order.MONTH_FIRST,
    moments="%Y-%m-%d %H:%M:%S",
    yes_no=("subscribed", ""),
)  # fmt: skip
