"""Which actions does a mail cause?"""
