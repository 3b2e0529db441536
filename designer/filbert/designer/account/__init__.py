"""What users do with their own account: the password, the second factor."""
