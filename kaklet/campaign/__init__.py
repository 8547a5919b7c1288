"""Mystery shopping as an experiment: questions, personas, a plan that is laid out ahead, and its carrying out."""
