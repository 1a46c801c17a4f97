"""The doors of the government hall (政务大厅) and the front desk of the code."""
