"""What an instance needs before it serves: tables, vocabularies, sample, and accounts to try it with."""
