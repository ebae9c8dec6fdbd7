"""Run-offs: which election decides whose tie, whether it still does, and calling one."""
