"""What the models must make of documents: tests on built warehouses."""
