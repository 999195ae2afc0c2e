"""What is said of a report: findings of the rules, implied values, indicators."""
