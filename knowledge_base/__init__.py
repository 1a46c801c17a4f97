"""The knowledge base: service guides in, one `Answer` out. Needs neither Flask nor Rasa."""
