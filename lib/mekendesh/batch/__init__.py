"""How it runs: plan, kernel, run, gate, publish, index."""
