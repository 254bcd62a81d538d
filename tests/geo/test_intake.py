import copy
import pickle

import pandas as pd

from geo import Intake, Note


def test_a_note_is_text_with_a_code_and_survives_pickling():
    note = Note("one decimal", code="coord.low_precision")
    for twin in (note, pickle.loads(pickle.dumps(note)), copy.deepcopy(note)):  # noqa: S301
        assert twin == "one decimal"
        assert twin.code == "coord.low_precision"


def test_read_counts_good_and_rejected_rows_and_repr_tells():
    intake = Intake(records=pd.DataFrame({"a": range(1200)}), rejected=pd.DataFrame({"line": [3]}))
    assert intake.read == 1201
    assert repr(intake) == "<Intake: 1,201 read, 1,200 accepted, 1 rejected, 0 notes>"
