"""What every layer may lean on: settings, paths, resources, logging, clock, languages.

Imports the standard library, pydantic, platformdirs and Babel; nothing of the project.
"""
