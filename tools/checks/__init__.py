"""Programs that check the warehouse from outside: none of them is part of a refresh."""
