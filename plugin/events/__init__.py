"""Everything that can happen, as frozen values with aware times.

Three families: what the platform shows (`seen`), what follows from it and what the flows listen to
(`milestones`), and what providers and shoppers tell us (`told`).
"""

from __future__ import annotations

from plugin.events.milestones import (
    CaseAnswered,
    CaseClosed,
    DayBegan,
    Due,
    MessageAsked,
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderRefunded,
    OrderShipped,
    OrderTroubled,
    OwnerAsked,
)
from plugin.events.seen import (
    IMPORT,
    SHOPIFY,
    AppUninstalled,
    ConsentSeen,
    CustomerGone,
    CustomerRedacted,
    CustomerSeen,
    CustomersMerged,
    DataRequested,
    ExportEnded,
    OrderEdited,
    OrderGone,
    OrderSeen,
    ParcelMoved,
    ParcelSeen,
    ProductGone,
    ProductSeen,
    RefundSeen,
    ReturnSeen,
    ScopesChanged,
    ShopRedacted,
    ShopSeen,
    SubscriptionChanged,
)
from plugin.events.told import (
    ArrivalDenied,
    BirthdayTakenBack,
    BirthdayTold,
    LinkClicked,
    MailReceived,
    MessageReported,
    Photo,
    ProblemTold,
    QuestionAnswered,
    ReviewWithdrawn,
    ReviewWritten,
    SurveyAnswered,
    TextReceived,
    TriggerUsed,
    Unsubscribed,
    WorkflowAsked,
    Written,
)
from plugin.events.values import Channel, ConsentState, Line, Money, Place, Purpose

Event = (
    OrderSeen | OrderEdited | OrderGone | RefundSeen | ParcelSeen | ParcelMoved | ReturnSeen
    | CustomerSeen | CustomerGone | CustomersMerged | ConsentSeen | ProductSeen | ProductGone
    | ShopSeen | AppUninstalled | ScopesChanged | SubscriptionChanged
    | DataRequested | CustomerRedacted | ShopRedacted
    | ExportEnded
    | OrderPaid | OrderShipped | OrderDelivered | OrderCancelled | OrderRefunded | OrderTroubled
    | DayBegan | MessageAsked | CaseAnswered | CaseClosed | OwnerAsked | Due
    | MessageReported | TextReceived | LinkClicked | Unsubscribed | ReviewWritten | ReviewWithdrawn
    | ArrivalDenied | ProblemTold | BirthdayTold | BirthdayTakenBack | TriggerUsed | WorkflowAsked
    | SurveyAnswered | QuestionAnswered | MailReceived
)  # fmt: skip

Milestone = (
    OrderPaid | OrderShipped | OrderDelivered | OrderCancelled | OrderRefunded | OrderTroubled
    | DayBegan | MessageAsked | CaseAnswered | CaseClosed | OwnerAsked | Due
)  # fmt: skip

__all__ = [
    "IMPORT",
    "SHOPIFY",
    "AppUninstalled",
    "ArrivalDenied",
    "BirthdayTakenBack",
    "BirthdayTold",
    "CaseAnswered",
    "CaseClosed",
    "Channel",
    "ConsentSeen",
    "ConsentState",
    "CustomerGone",
    "CustomerRedacted",
    "CustomerSeen",
    "CustomersMerged",
    "DataRequested",
    "DayBegan",
    "Due",
    "Event",
    "ExportEnded",
    "Line",
    "LinkClicked",
    "MailReceived",
    "MessageAsked",
    "MessageReported",
    "Milestone",
    "Money",
    "OrderCancelled",
    "OrderDelivered",
    "OrderEdited",
    "OrderGone",
    "OrderPaid",
    "OrderRefunded",
    "OrderSeen",
    "OrderShipped",
    "OrderTroubled",
    "OwnerAsked",
    "ParcelMoved",
    "ParcelSeen",
    "Photo",
    "Place",
    "ProblemTold",
    "ProductGone",
    "ProductSeen",
    "Purpose",
    "QuestionAnswered",
    "RefundSeen",
    "ReturnSeen",
    "ReviewWithdrawn",
    "ReviewWritten",
    "ScopesChanged",
    "ShopRedacted",
    "ShopSeen",
    "SubscriptionChanged",
    "SurveyAnswered",
    "TextReceived",
    "TriggerUsed",
    "Unsubscribed",
    "WorkflowAsked",
    "Written",
]
