"""From a recipe's list of layers to a network: registry.py (the table), networks.py (Keras)."""
