"""How a diagnosis is shown."""
