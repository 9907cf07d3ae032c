"""Real forms of four procedures, each with every field of the official paper form it stands for.

Sources are named in each module. Law changes the paper forms often: the editor compares before publishing.
"""

from congso.catalogue.rules.form_language import FormDefinition

from .birth import birth
from .house_permit import house_permit
from .household_business import household_business
from .marital_status import marital_status

DEMO_FORMS: dict[str, FormDefinition] = {
    "1.001193": birth(),
    "1.004873": marital_status(),
    "1.001612": household_business(),
    "1.013225": house_permit(),
}

__all__ = ["DEMO_FORMS"]
