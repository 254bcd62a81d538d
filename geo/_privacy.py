"""Columns that are about persons, and therefore never read."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from geo._text import clean_text, header_key, quoted
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["check_privacy", "is_personal", "is_stripped"]

_PERSONAL_WORDS = {
    "suspect",
    "suspects",
    "offender",
    "offenders",
    "victim",
    "victims",
    "nominal",
    "nominals",
    "surname",
    "forename",
    "forenames",
    "dob",
    "age",
    "gender",
    "sex",
    "ethnicity",
    "ethnic",
    "nationality",
    "religion",
    "arrestee",
    "arrestees",
    "detainee",
    "witness",
    "pnc",
    "pncid",
    "nhs",
    "nino",
    "passport",
    "phone",
    "telephone",
    "mobile",
    "msisdn",
    "imei",
    "email",
    "vrm",
    "vrn",
    "informant",
    "chis",
    "accused",
    "defendant",
    "defendants",
    "informants",
    "witnesses",
    "occupation",
    "ethnicidad",
    "nachname",
    "vorname",
    "geburtsdatum",
    "apellido",
    "apellidos",
    "cognome",
}
# names that are personal alone, and harmless as a part of another
_PERSONAL_NAMES = {
    "caller", "callers", "driver", "drivers", "d_o_b", "home_addr", "ic1",
    "ic_code", "ni_no", "ni_number", "officer", "person", "persons", "prenom",
    "reg", "reg_no", "reg_number", "subject", "subjects", "tel", "tel_no", "tel_number",
    "vehicle", "vehicle_reg", "vehicle_reg_no",
}  # fmt: skip
# words that are personal wherever they stand, when a file writes them as one
_PERSONAL_STEMS = (
    "dateofbirth", "emailaddress", "firstname", "forename", "lastname", "mobileno", "mobilenumber",
    "numberplate", "offendername", "personname", "phoneno", "phonenumber", "suspectname", "surname",
    "telephone", "victimname",
)  # fmt: skip
_PERSONAL_PHRASES = (
    "first_name",
    "last_name",
    "full_name",
    "given_name",
    "family_name",
    "middle_name",
    "date_of_birth",
    "birth_date",
    "birthdate",
    "e_mail",
    "person_name",
    "person_id",
    "name_of_person",
    "persons_name",
    "subject_name",
    "subject_id",
    "home_address",
    "number_plate",
    "registration_number",
    "vehicle_registration",
    "driving_licence",
    "national_insurance",
    "skin_colour",
    "age_range",
    "officer_name",
    "cro_number",
    "custody_number",
    "custody_record",
    "phone_number",
    "nick_name",
    "contact_name",
    "owner_name",
    "caller_name",
    "keeper_name",
    "tenant_name",
    "complainant",
    "householder",
    "nickname",
)


# letters of other scripts that look like ours
_LOOKALIKES = str.maketrans("аеорсухіѕԁɡտո", "aeopcyxisdgun")

# the columns about the person searched, in the stop and search files of data.police.uk
STRIPPED = {"gender", "age_range", "self_defined_ethnicity", "officer_defined_ethnicity"}


def check_privacy(names: Sequence[str], *, file: str, line: int = 1, strip: bool = False) -> None:
    """Refuse a file that holds a column about persons; with ``strip``, one that is not stripped.

    Raises
    ------
    InputError
        ``privacy.columns``, naming the columns and no value.
    """
    personal = [name for name in names if is_personal(name) and not (strip and is_stripped(name))]
    if personal:
        raise InputError(
            f"the file holds data about persons in {quoted(personal)}",
            hint="Delete these columns before you load it: no analysis here needs them.",
            code="privacy.columns",
            file=file,
            line=line,
            column=clean_text(personal[0], limit=60),
        )


def is_stripped(name: str) -> bool:
    """Say whether a column is one that is dropped unread from stop and search."""
    return header_key(name) in STRIPPED


def is_personal(name: str) -> bool:
    """Say whether a column or field of this name is about a person."""
    wide = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in wide if not unicodedata.combining(letter))
    plain = plain.translate(_LOOKALIKES)
    key = header_key(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain))
    return (
        key in _PERSONAL_NAMES
        or bool(set(key.split("_")) & _PERSONAL_WORDS)
        or any(f"_{phrase}_" in f"_{key}_" for phrase in _PERSONAL_PHRASES)
        or any(stem in key.replace("_", "") for stem in _PERSONAL_STEMS)
    )
