"""Which ticket does a mail belong to?"""
