"""What tests of several packages share: built warehouses, workplaces, drawing, comparing."""
