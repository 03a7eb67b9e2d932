"""What evidence means."""
