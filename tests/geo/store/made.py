"""Small files of each kind, for the tests of what the store does with them."""

import geo


def raids(*rows):
    """Return raids from (id, arrests)."""
    body = "".join(f"{one},2024-03-0{one},533512,184733,{arrests}\n" for one, arrests in rows)
    return geo.read_raids(b"raid_id,date,easting,northing,arrests\n" + body.encode())


def offences(*rows):
    """Return offences from (day, easting)."""
    body = "".join(f"{day},{easting},184733,Drugs\n" for day, easting in rows)
    return geo.read_offences(b"date,easting,northing,category\n" + body.encode())


def counts(*rows):
    """Return monthly counts from (borough, month, count)."""
    body = "".join(f"{borough},{month},Drugs,{count}\n" for borough, month, count in rows)
    return geo.read_area_counts(b"borough,period,category,count\n" + body.encode())


def wide(*rows):
    """Return monthly counts of two months from (borough, first, second)."""
    body = "".join(f"DRUGS,{one},{first},{second}\n" for one, first, second in rows)
    return geo.read_area_counts(b"MajorText,BoroughName,202401,202402\n" + body.encode())
