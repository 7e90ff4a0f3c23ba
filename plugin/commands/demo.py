"""temporary"""


def register(commands):
    pass
