"""The Rasa assistant: training, serving and what its server needs beside Rasa itself."""
