"""Objects of the Admin API, written as the webhooks that would have told of them, whether an export or a comparison
brings them: one set of parsers reads all."""

from plugin.platform.nodes.customer import customer_changes
from plugin.platform.nodes.order import order_changes
from plugin.platform.nodes.product import product_changes

__all__ = ["customer_changes", "order_changes", "product_changes"]
