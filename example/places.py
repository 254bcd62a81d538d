"""Where the simulated markets gather: well-known places, and made-up numbers of markets."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PLACES", "TREATED", "Place"]

# Operation Crackdown's ten boroughs (Metropolitan Police Authority, see README.md)
TREATED = {
    "E09000005": "Brent",
    "E09000007": "Camden",
    "E09000012": "Hackney",
    "E09000014": "Haringey",
    "E09000019": "Islington",
    "E09000022": "Lambeth",
    "E09000025": "Newham",
    "E09000028": "Southwark",
    "E09000030": "Tower Hamlets",
    "E09000033": "Westminster",
}


class Place(NamedTuple):
    """A place with its National Grid position, and how many markets are simulated around it.

    ``spread_m`` is the standard deviation of open markets; closed ones lie twice as far apart.
    """

    name: str
    easting: int
    northing: int
    spread_m: int
    open: int
    closed: int


PLACES = (
    # in the ten boroughs; several straddle a border between two or three of them
    Place("King's Cross", 530_330, 182_980, 170, 9, 4),
    Place("Soho", 529_650, 181_050, 170, 7, 3),
    Place("Tottenham Court Road", 529_850, 181_500, 150, 3, 2),
    Place("Camden Town", 528_900, 183_900, 180, 5, 2),
    Place("Kilburn", 525_200, 183_900, 220, 3, 2),
    Place("Harlesden", 521_600, 183_400, 190, 6, 3),
    Place("Stonebridge", 520_300, 184_000, 250, 2, 4),
    Place("Bayswater", 525_800, 180_900, 200, 3, 2),
    Place("Harrow Road", 525_300, 182_000, 220, 2, 3),
    Place("Finsbury Park", 531_450, 186_800, 190, 7, 3),
    Place("Holloway", 530_600, 186_000, 220, 3, 2),
    Place("Tottenham", 533_700, 189_000, 220, 4, 3),
    Place("Wood Green", 531_100, 190_200, 220, 2, 2),
    Place("Dalston", 533_600, 185_000, 180, 6, 3),
    Place("Clapton", 535_100, 186_200, 220, 3, 4),
    Place("Hackney Road", 533_900, 183_100, 190, 5, 2),
    Place("Whitechapel", 534_700, 181_700, 200, 4, 2),
    Place("Poplar", 537_500, 181_000, 250, 2, 3),
    Place("Stratford", 538_700, 184_400, 220, 3, 2),
    Place("Forest Gate", 540_400, 185_200, 220, 3, 2),
    Place("Canning Town", 539_500, 181_400, 230, 2, 3),
    Place("Brixton", 531_050, 175_500, 160, 9, 4),
    Place("Stockwell", 530_500, 176_500, 220, 2, 2),
    Place("Camberwell", 532_500, 176_700, 190, 4, 2),
    Place("Peckham", 534_200, 176_600, 220, 3, 3),
    Place("Elephant and Castle", 532_000, 178_900, 200, 3, 3),
    # around them
    Place("Aldgate", 533_350, 181_200, 120, 1, 0),
    Place("Deptford", 537_100, 177_300, 220, 3, 2),
    Place("Catford", 538_000, 173_400, 260, 1, 1),
    Place("Clapham Junction", 527_300, 175_500, 220, 2, 2),
    Place("Tooting", 527_600, 171_400, 260, 1, 1),
    Place("Ladbroke Grove", 524_400, 181_500, 210, 3, 2),
    Place("Shepherd's Bush", 523_200, 179_900, 210, 2, 2),
    Place("West Croydon", 532_200, 166_300, 240, 2, 2),
    Place("Southall", 512_800, 180_300, 260, 2, 1),
    Place("Walthamstow", 537_400, 189_200, 240, 2, 1),
    Place("Leyton", 538_300, 187_000, 240, 2, 1),
    Place("Ilford", 543_700, 186_500, 240, 2, 1),
    Place("Barking", 544_300, 184_200, 250, 1, 1),
    Place("Edmonton", 534_300, 193_500, 250, 2, 1),
    Place("Wealdstone", 515_500, 189_600, 260, 1, 1),
    Place("Burnt Oak", 520_200, 190_800, 250, 1, 1),
    Place("Mitcham", 527_900, 168_700, 260, 1, 1),
    Place("Penge", 535_300, 170_300, 260, 1, 1),
    # further out
    Place("Woolwich", 543_500, 178_700, 240, 2, 1),
    Place("Hounslow", 513_800, 175_800, 260, 1, 1),
    Place("Hayes", 509_800, 180_600, 260, 1, 1),
    Place("Romford", 551_200, 188_800, 260, 1, 1),
    Place("Erith", 550_900, 177_600, 260, 1, 1),
    Place("Sutton", 525_900, 164_400, 260, 1, 0),
    Place("Kingston", 518_300, 169_300, 260, 1, 0),
    Place("Twickenham", 516_200, 173_400, 260, 1, 0),
)
