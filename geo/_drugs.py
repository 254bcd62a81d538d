"""Controlled drugs by their usual names, and which of them are of Class A."""

from __future__ import annotations

__all__ = ["CLASS_A", "DRUGS"]

_CLASS_A = {
    "heroin": ("heroin", "diamorphine"),
    "crack": ("crack", "crack cocaine", "cocaine (crack)"),
    "cocaine": ("cocaine", "powder cocaine", "cocaine (powder)", "cocaine hydrochloride"),
    "ecstasy": ("ecstasy", "mdma", "ecstasy (mdma)"),
    "lsd": ("lsd", "lysergide"),
    "methadone": ("methadone",),
    "methamphetamine": ("methamphetamine", "crystal meth", "methylamphetamine"),
    "opiates": ("opiates", "opium", "morphine", "oxycodone", "fentanyl", "pethidine", "opioids"),
    "mushrooms": ("mushrooms", "magic mushrooms", "psilocin", "psilocybin"),
    "other_class_a": ("other class a", "class a", "other a", "class a other", "unknown class a"),
}
_OTHERS = {
    "cannabis": ("cannabis", "cannabis resin", "cannabis plants", "marijuana", "skunk"),
    "amphetamine": ("amphetamine", "amphetamines", "speed"),
    "ketamine": ("ketamine",),
    "ghb": ("ghb", "gbl", "ghb/gbl"),
    "benzodiazepines": ("benzodiazepines", "diazepam", "valium", "temazepam"),
    "khat": ("khat",),
    "steroids": ("steroids", "anabolic steroids"),
    "other": ("other", "other drug", "other drugs", "class b", "class c", "other class b",
              "other class c"),
}  # fmt: skip

CLASS_A = tuple(_CLASS_A)
"""Our names of the drugs of Class A (Misuse of Drugs Act 1971, Schedule 2, as it stands today)."""
DRUGS = {
    spelling: name for name, spellings in (_CLASS_A | _OTHERS).items() for spelling in spellings
} | {"other class a": "other_class_a"}
"""How drugs are written, to our names of them."""
