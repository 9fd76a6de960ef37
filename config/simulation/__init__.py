"""People who never lived, entered by the demonstration's cast through the acts of everybody else.

One seed, one day and one number make one and the same person, whoever runs it and how often.
"""
