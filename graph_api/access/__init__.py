"""Who may come in: people and service accounts, their passwords, sessions and tokens (docs/operations/security.md)."""
