"""`python -m ballot_service` is the `ballots` command."""

from ballot_service.cli import main

if __name__ == "__main__":
    main(prog_name="ballots")
