"""Terms: the themes as administrators see and edit them. Loading and reading them is the room `vocabularies`."""
