"""What people and programs are shown: terminals, pages, and text made safe for each."""
