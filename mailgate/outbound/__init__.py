"""Mail out: claim, record the attempt, deliver, settle."""
