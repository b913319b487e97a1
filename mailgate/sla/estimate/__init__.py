"""By when do we usually answer? The estimate, how sure it is, and the proof: pure."""
