"""The audit: who did what; entries sealed into a chain in the state store, with signed checkpoints (docs/operations/audit.md)."""
