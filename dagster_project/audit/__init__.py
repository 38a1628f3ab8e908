"""What the checks of a build found, and whether the build may be published."""
