"""Departments: their queues, members and addresses, and the messages that were not sent."""
