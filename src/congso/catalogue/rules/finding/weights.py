"""What each part of an answer is worth. docs/operations/tim-thu-tuc.md explains them to editors."""

ASKED = 100.0
NAMED = 24.0
POINTED = 45.0
ADOPTED = 3.0
EXACT = 1.0
"""For a name that has every typed word with just its marks: it comes first among equals."""
NEAR = {"commune": 2.0, "province": 1.0, "district": 0.5, "other": 0.0, "central": -3.0}
POPULAR_AT_MOST = 3.0

ELSEWHERE = 0.6
"""What a word is worth that stands not in the name but in the field or in what one receives."""
OTHER_MARKS = 0.8
"""What a word typed with marks is worth where the name has it with other marks."""
TOGETHER = 0.7
"""What two neighbouring words are worth, beside the worth of each, when the catalogue knows them as neighbours."""
MEANT_TOGETHER = 0.35
"""The same for the words that a synonym stands for: official names put other words between them."""
PHRASE = 3.0
"""A synonym weighs as much as so many words at least, else as many as it has."""
FILLER_SHARE = 0.12
IN_BRACKETS = 0.35
"""What a word in brackets counts in the length of a name: "(thực hiện tại cấp tỉnh)"."""
SYNONYM = 0.94
MENDED_BY_NEIGHBOUR = 0.85
MENDED = 0.7
UNSURE = 0.6
"""A word that exists, but not beside its neighbours, read as one that does."""
ENOUGH = 0.55
"""A procedure is shown when it answers at least this share of what the best one answers."""
