"""Who keeps the catalogue."""

from collections.abc import Mapping
from types import MappingProxyType

from congso.kernel.rights import Right, Vocabulary
from congso.organisation.rules.roles import Role


class CatalogueRight(Right):
    """Rights over procedures, their forms and workflows."""

    EDIT = (
        "catalogue.edit",
        "Kiểm soát thủ tục hành chính",
        "Rà soát thủ tục nạp vào, bổ sung chính sách, biểu mẫu, quy trình và công bố phiên bản mới.",
        "NĐ 63/2010/NĐ-CP",
    )


HELD_BY: Mapping[str, frozenset[Right]] = MappingProxyType({Role.CATALOGUE_EDITOR: frozenset({CatalogueRight.EDIT})})

VOCABULARY = Vocabulary("catalogue", "Thủ tục hành chính", tuple(CatalogueRight), HELD_BY)
