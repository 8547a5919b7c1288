"""What Kaklet costs and how right it is, beside a peer's figures of the same run: `make bench` prints a line a bar."""
