"""`python -m beslutsnlp` is the same as `beslutsnlp`."""

from beslutsnlp.cli import main

main()
