"""What a lesson is taught with: slides, handout, printed quiz."""
