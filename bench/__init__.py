"""Measurements that anyone can run: each script prints ratios of two things measured in turn, with the goals beside."""
