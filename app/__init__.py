"""Celda: recurrent cells at work, one timestep and one operation at a time, on real numbers."""

__version__ = "0.1.0"
