"""The service desk: conversations and who speaks in them, tickets, staff and their replies."""
