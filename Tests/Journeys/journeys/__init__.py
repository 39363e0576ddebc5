"""What the journeys have in common: a system of their own, people and schools in it, and what must hold afterwards."""
