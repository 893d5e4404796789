"""Files of banks and partners, from bytes to records and back; pure."""
