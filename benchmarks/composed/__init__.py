"""Pictures as people make them, composed from MNIST digits."""
