"""PHP's serialize format and configuration files, as WordPress writes and reads them."""
