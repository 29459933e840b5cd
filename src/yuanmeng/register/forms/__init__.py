"""What people type in the register, a file for each topic."""
