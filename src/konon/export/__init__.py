"""What people see: one module a format. `jsonl` is the contract, `delimited` is CSV, `table` and `show` are for the
terminal, `html` is the marked page."""
