"""The commands of `ballots`, one file a command; each reads its options, calls acts, and says what happened."""
