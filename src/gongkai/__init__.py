"""Gongkai: annual reports on open government information in China, as checked open data."""

from pathlib import Path

SOURCE = Path(__file__).resolve().parent  # all of the engine; nothing else counts its parents
