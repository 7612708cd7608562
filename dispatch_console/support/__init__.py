"""What every layer may lean on: settings, paths, resources, logging, clock, languages.

Imports the standard library and platformdirs; nothing of the project.
"""
