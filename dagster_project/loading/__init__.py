"""From the folder of documents to the raw tables of the build file."""
