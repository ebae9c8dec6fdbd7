"""What is known of each provider: its answers, its error codes, its reports, and how it signs them."""
