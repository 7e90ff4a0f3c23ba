"""The sample shop "Blue Jumps" and the demo around it. Nothing of this runs in `encore serve`."""
