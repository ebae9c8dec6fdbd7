"""Printing: values go in, the bytes of a PDF come out. It knows no database and no web, and keeps no file."""
