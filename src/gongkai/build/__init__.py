"""One build of everything. Read order.py first."""
