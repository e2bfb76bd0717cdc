"""Every cell written a second time, on purpose: one NumPy function each, straight from its paper.

`step(p, x, state)` takes the parameters by name, x (X,) and the states (H,), and returns its local
variables: every named intermediate value of one timestep. Nothing here knows the app.
"""
