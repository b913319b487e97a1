"""What did the agent ask, and may they?"""
