"""Pure decisions: one step per file, one public verb per file; no stage knows another."""
