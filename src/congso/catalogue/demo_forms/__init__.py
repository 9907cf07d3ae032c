"""Real forms of procedures, each with every field of the declaration it stands for, by field of administration.

Sources are named in each module, with what was not certain. Law changes the paper forms often: the editor compares
before publishing.
"""

from congso.catalogue.rules.form_language import FormDefinition

from .birth import birth
from .birth_again import birth_again
from .certified_copy import certified_copy
from .correction import correction
from .death import death
from .driving_licence import driving_licence
from .extract_copy import extract_copy
from .funeral_support import funeral_support
from .house_permit import house_permit
from .house_repair import house_repair
from .household_business import household_business
from .household_business_change import household_business_change
from .household_business_end import household_business_end
from .land_change import land_details, land_transfer
from .marital_status import marital_status
from .marriage import marriage
from .residence import residence
from .road_works import road_works
from .sidewalk import sidewalk
from .social_allowance import social_allowance
from .vehicle_badge import vehicle_badge

DEMO_FORMS: dict[str, FormDefinition] = {
    "1.001193": birth(),
    "1.004873": marital_status(),
    "1.000656": death(),
    "1.000894": marriage(),
    "1.004859": correction(),
    "1.004884": birth_again(),
    "2.000635": extract_copy(),
    "2.000815": certified_copy(),
    "1.010041": residence(),
    "1.013831": land_transfer(),
    "1.013833": land_details(),
    "1.013225": house_permit(),
    "1.013229": house_repair(),
    "1.001612": household_business(),
    "2.000720": household_business_change(),
    "1.001266": household_business_end(),
    "1.001776": social_allowance(),
    "1.001731": funeral_support(),
    "3.000347": driving_licence(),
    "2.002288": vehicle_badge(),
    "1.013061": road_works(),
    "1.013274": sidewalk(),
}

__all__ = ["DEMO_FORMS"]
