"""Small files of every kind, as users have them."""

MARKETS = """market_id,kind,name,easting,northing,first_seen,drugs
L1,open,Coldharbour Lane,531210,175312,2000-03-01,crack; heroin
L2,closed,Station Road,531644,175923,2000-05-11,cannabis
"""
RAIDS = """raid_id,date,easting,northing,operation,tactic
A1,2000-11-20,531215,175318,Crackdown,warrant
A2,2000-11-21,531633,175884,Crackdown,warrant
"""
OFFENCES = """month,longitude,latitude,crime_type
2018-02,-0.1213,51.4612,Drugs
2018-02,-0.1321,51.4713,Drugs
2018-03,-0.1117,51.4519,Drugs
"""
# Hackney and Tower Hamlets, by month.
COUNTS = """MajorText,MinorText,BoroughName,201004,201005
DRUGS,DRUG TRAFFICKING,Hackney,13,11
DRUGS,DRUG TRAFFICKING,Tower Hamlets,9,14
"""
# Two squares south of the river, as another force would have districts.
AREAS = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"code": "D1", "name": "West"}, "geometry": {"type": "Polygon",
 "coordinates": [[[-0.2,51.4],[-0.1215,51.4],[-0.1215,51.5],[-0.2,51.5],[-0.2,51.4]]]}},
{"type": "Feature", "properties": {"code": "D2", "name": "East"}, "geometry": {"type": "Polygon",
 "coordinates": [[[-0.1215,51.4],[0.0,51.4],[0.0,51.5],[-0.1215,51.5],[-0.1215,51.4]]]}}]}"""
# Three rows are wrong (line 4: the day; line 5: the kind; line 7: no place), line 6 repeats line 2.
FAULTY = """market_id,kind,easting,northing,first_seen,borough
F1,open,531210,175312,2000-03-01,Lambeth
F2,open,530544,175123,2000-06-20,Southwark
F3,open,531011,174812,2000-13-20,Lambeth
F4,odd,531322,174033,2000-07-02,Lambeth
F1,open,531210,175312,2000-03-01,Lambeth
F5,open,,,2000-07-02,Lambeth
"""
# No column has a name that is known.
STRANGE = """ref_no,sort_of,where_e,where_n,since
S1,open,531210,175312,2000-03-01
S2,closed,531644,175923,2000-05-11
"""
STRANGE_COLUMNS = {
    "market_id": "ref_no",
    "kind": "sort_of",
    "easting": "where_e",
    "northing": "where_n",
    "first_seen": "since",
}
