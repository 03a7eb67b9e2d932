"""The lab's login methods besides universal auth: their gates in each generation's order, and their texts."""
