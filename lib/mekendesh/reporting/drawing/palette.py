"""Colours, markers and the width that every chart shares. The order is fixed; colour is never the only difference."""

COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
MARKERS = ("o", "s", "^", "D", "v", "P")
INK, SOFT, LINE = "#1c2430", "#4a5563", "#c9d1da"
WIDTH = 4.6  # inches: still readable when a page is 360 px wide
