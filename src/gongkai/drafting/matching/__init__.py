"""Grids and lines → printed rows (`rows`) → columns under their heads (`headers`) → parts of a form
(`parts`).
"""
