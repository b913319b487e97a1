"""The mark around notes in what agents read: text that bears it never goes out."""

SEAL_MARK = "⁂ internal ⁂"
