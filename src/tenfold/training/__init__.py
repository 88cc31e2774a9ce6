"""Training: recipe.py (what to do), engine.py (doing it), checkpoint.py (surviving)."""
