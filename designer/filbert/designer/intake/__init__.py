"""What is read from the topics of environments into the database: alerts and dead letters."""
