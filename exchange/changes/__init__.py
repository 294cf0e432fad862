"""The record of visible change: what readers see otherwise since when. The one answer to that for index, feeds, mail and caches."""
