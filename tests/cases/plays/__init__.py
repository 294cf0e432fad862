"""The functions that play the rows of `cases.csv`, by room."""
