"""The sample apiclus1 of R's package survey, as sums by cell: METHODS 2 prints what R 4.5 makes of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

WEIGHT, POPULATION_CLUSTERS = 33.84699630737305, 757
TYPES = {"E": 4421, "H": 755, "M": 1018}
SCHOOLWIDE = {"N": 1072, "Y": 5122}
CELLS = """
61|E|Y|10|7203|3884 61|M|N|2|1458|1870 61|M|Y|1|711|1023 135|E|N|3|2013|1191 135|E|Y|31|20495|13847
178|E|Y|2|1001|937 178|H|Y|1|529|388 178|M|N|1|547|343 197|E|N|1|709|425 197|E|Y|9|6005|3696
197|M|N|2|1190|1875 197|M|Y|1|689|962 255|E|N|1|552|345 255|E|Y|12|8633|6130 255|M|Y|3|2184|2550
406|E|Y|2|1116|683 413|E|Y|1|551|274 437|E|Y|2|963|732 437|H|Y|1|443|418 437|M|Y|1|482|286
448|E|Y|9|6858|3794 448|H|Y|1|703|2147 448|M|Y|2|1550|1434 510|E|N|1|629|540 510|E|Y|15|9964|6995
510|H|N|1|595|1585 510|H|Y|1|661|1855 510|M|N|1|614|1015 510|M|Y|2|1298|2978 568|E|N|1|699|196
568|E|Y|3|2160|646 568|H|N|1|687|210 568|H|Y|3|2161|895 568|M|Y|1|679|233 637|E|Y|8|5418|2551
637|H|Y|1|608|1689 637|M|Y|2|1333|1841 716|E|N|5|2554|2546 716|E|Y|25|14254|11920 716|H|Y|3|1577|6195
716|M|Y|4|2009|5153 778|E|Y|1|494|308 778|M|N|1|411|372 815|E|Y|2|1166|691 815|H|N|1|696|442
815|M|N|1|631|508
"""


def apiclus1() -> pd.DataFrame:
    """One row a school; within a cell the schools are taken as equal, which no check notices."""
    cells = pd.DataFrame(
        [line.split("|") for line in CELLS.split()],
        columns=["cluster", "type", "schoolwide", "n", "api00", "enroll"],
    ).astype({"n": int, "api00": float, "enroll": float})
    means = cells.assign(api00=cells["api00"] / cells["n"], enroll=cells["enroll"] / cells["n"])
    schools = means.loc[np.repeat(means.index, means["n"])].reset_index(drop=True)
    return schools.assign(
        type_code=schools["type"].map(list(TYPES).index),
        schoolwide_code=schools["schoolwide"].map(list(SCHOOLWIDE).index),
    )
