"""The doors of the hall: settings, start-up, command line, and one blueprint per door."""
