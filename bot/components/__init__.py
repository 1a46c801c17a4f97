"""Parts that the Rasa server loads by name: the channel, the tracker store, the lock store."""
