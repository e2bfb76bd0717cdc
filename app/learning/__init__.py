"""Training on the declared cells; `python -m app.learning.train NAME` remakes a shipped model."""
