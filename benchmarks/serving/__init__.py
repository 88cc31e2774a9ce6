"""How many requests a second `tenfold serve` answers, beside FastAPI with Keras' predict."""
