"""The words of the project as frozen types: official forms, reports as printed, what was found."""
