"""Gongkai: annual reports on open government information in China, as checked open data."""
