"""Small files of what was done and what came of it, for the tests of readers and the store."""

import geo

DISPOSALS = b"borough,month,drug,disposal,count\nHackney,2000-11,Crack cocaine,Charged,14\n"
LINKS = b"from_area,to_area,month,kind,count\nHackney,Haringey,2000-12,forensic hit,4\n"
PREMISES = (
    b"premises_id,date,borough,tenure,measure,re_emerged\n"
    b"P1,2000-11-22,Hackney,council,closure order,2001-01-15\n"
)
CAMPAIGNS = (
    b"campaign_id,name,start,end,areas,channel\n"
    b"C1,Hotline,2001-01-15,2001-02-11,Hackney; E09000022,hotline; posters\n"
)
CALLS = b"borough,week_beginning,calls\nHackney,2001-01-15,31\n"
FILES = {
    "disposals": DISPOSALS,
    "links": LINKS,
    "premises": PREMISES,
    "campaigns": CAMPAIGNS,
    "calls": CALLS,
}
READERS = {kind: getattr(geo, f"read_{kind}") for kind in FILES}
