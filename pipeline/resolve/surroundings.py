"""Which regions and which state each place of the gazetteer lies in: what comparing "near Sudzha" with "in Kursk
Oblast" rests on."""

import pyarrow as pa

from pipeline.resolve.gazetteer import Gazetteer
from pipeline.schemas import SURROUNDINGS


def find_surroundings(entities: pa.Table, gazetteer: Gazetteer) -> pa.Table:
    """A row for each place of the gazetteer that an entity stands for and that lies in another."""
    ids = sorted({ident for ident in entities["gazetteer_id"].to_pylist() if ident is not None})
    around = {ident: gazetteer.around(ident) for ident in ids}
    found = {ident: places for ident, places in around.items() if places}
    return pa.table({"gazetteer_id": list(found), "inside": list(found.values())}, schema=SURROUNDINGS.schema)
