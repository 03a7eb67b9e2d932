"""What the rules of an identity's roles allow, computed as the server computes it."""
