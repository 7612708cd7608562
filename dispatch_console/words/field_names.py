"""What the fields of a ticket are called."""

from dispatch_console.support.i18n import tr


def field_name(field: str) -> str | None:
    """The name by which a person knows the field or column; None for one nobody sees."""
    names = {
        "title": tr("Title"),
        "status": tr("Status"),
        "priority": tr("Priority"),
        "channel": tr("Channel"),
        "type": tr("Type"),
        "category": tr("Category"),
        "description": tr("Description"),
        "customer_name": tr("Customer"),
        "phone": tr("Phone"),
        "address": tr("Address"),
        "location": tr("Coordinates"),
        "lat": tr("Coordinates"),
        "region_id": tr("Region"),
        "skills": tr("Skills"),
        "duration_s": tr("Duration"),
        "windows": tr("Windows"),
        "not_before": tr("Part expected"),
        "response_due": tr("Response due"),
        "resolution_due": tr("Resolution due"),
        "lock": tr("Lock"),
        "owner": tr("Owner"),
        "queue_id": tr("Queue"),
        "impact": tr("Impact"),
        "urgency": tr("Urgency"),
        "hold_reason": tr("Waiting for"),
        "site_id": tr("Site"),
        "asset_id": tr("Device"),
        "parent_id": tr("Parent ticket"),
        "merged_into": tr("Merged into"),
        "sla_policy_id": tr("Service level"),
    }
    if field.startswith("custom."):
        return field.removeprefix("custom.")
    return names.get(field)
