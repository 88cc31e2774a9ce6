"""`python -m tenfold` is `tenfold`, where that is on no path."""

from tenfold.cli.main import main

if __name__ == "__main__":
    main()
