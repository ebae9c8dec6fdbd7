"""A district to try everything on: generated, imported and run through the same acts as a real one."""
