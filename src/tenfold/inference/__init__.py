"""Answering: onnxruntime, NumPy, Pillow and OpenCV; never Keras."""
