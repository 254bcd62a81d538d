"""How places are named on the National Grid."""


def grid_reference(x: float, y: float) -> str:
    """Return the National Grid reference of a place, to 100 metres.

    >>> grid_reference(530_000, 180_500), grid_reference(216_600, 771_200)
    ('TQ300805', 'NN166712')
    """
    across, up = int(x // 100_000), int(y // 100_000)
    first = (19 - up) - (19 - up) % 5 + (across + 10) // 5
    second = (19 - up) * 5 % 25 + across % 5
    letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
    return (
        f"{letters[first]}{letters[second]}{int(x % 100_000) // 100:03}{int(y % 100_000) // 100:03}"
    )
