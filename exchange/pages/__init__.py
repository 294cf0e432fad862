"""Pages that bring the rooms together: home, themes, countries, my work, about, health."""
