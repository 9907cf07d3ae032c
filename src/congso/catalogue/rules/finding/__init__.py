"""How a question becomes an order of procedures: every point a procedure gets is one of `weights.py`.

People type few words, often without marks, with slips, and in words of their own ("sổ đỏ", "bằng lái"). A question is
cut into *parts*, each with readings: as typed, mended, or as the catalogue says it (synonyms, which editors keep as
data). A procedure gets

1. up to `ASKED` points for the share of the question it answers, rare words counting more than common ones;
2. up to `NAMED` points for the share of its own name that was asked for, so that the plain procedure comes before its
   special cases;
3. a few points for being at hand: adopted by the province, settled near the person, often asked for;
4. `POINTED` points when a synonym names it by its code.

Nothing here knows the database; docs/operations/tim-thu-tuc.md explains the weights to editors.
"""

from .order import Candidate as Candidate
from .order import Judged as Judged
from .order import leading_terms as leading_terms
from .order import order as order
from .reading import Part as Part
from .reading import Question as Question
from .reading import Reading as Reading
from .reading import Synonym as Synonym
from .reading import doubtful as doubtful
from .reading import guesses as guesses
from .reading import mend as mend
from .reading import phrases_to_find as phrases_to_find
from .reading import slips as slips
from .reading import terms_read as terms_read
from .reading import understand as understand
from .weights import ENOUGH as ENOUGH
from .words import EVERY as EVERY
from .words import LONGEST_PHRASE as LONGEST_PHRASE
from .words import MOST_WORDS as MOST_WORDS
from .words import PAIR as PAIR
from .words import Typed as Typed
from .words import pairs as pairs
from .words import phrases as phrases
from .words import terms as terms
from .words import typed as typed
from .words import words_of as words_of
