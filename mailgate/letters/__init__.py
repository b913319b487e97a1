"""Which words?"""
