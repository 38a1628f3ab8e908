"""The command, its schedule and sensors, kills and publications."""
