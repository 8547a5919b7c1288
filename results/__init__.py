"""What was found: the records of facts, where they are kept, and what they add up to.

This is code, never a data folder: data goes where ``config.toml`` says.

records/   what a fact is: plain frozen structs, no input or output
keep/      where facts live: the SQLite store, its writer thread, the evidence files
judge/     what facts add up to: pure functions that can be run again over the same records
"""
