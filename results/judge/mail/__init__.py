"""What a mail is: a person's answer, or which machine's. Read by `verdict.classify`; the rest is what it knows."""
