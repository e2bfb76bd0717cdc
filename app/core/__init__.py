"""The engine: NumPy and the standard library only; knows nothing of the web."""
