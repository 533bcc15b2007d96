"""What it means: pure functions of logs, tables and the model."""
