"""The portal: good practice shared between police forces and their partners."""
