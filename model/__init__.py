"""What a case is and how it behaves: values and pure functions, nothing else."""
