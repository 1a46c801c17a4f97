"""What every door shares: errors, limits, inputs, headers, addresses, TLS, logs, metrics."""
