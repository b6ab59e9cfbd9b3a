"""How does a data portal learn of the open data? As DCAT-AP-SE describes a catalogue, written as JSON-LD."""

from collections.abc import Sequence
from dataclasses import dataclass

from sifapp.opendata.giving import LICENCE

Node = dict[str, object]

CONTEXT: Node = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
SWEDISH = {"@id": "http://publications.europa.eu/resource/authority/language/SWE"}
PUBLIC = {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"}
# Government and public sector.
THEME = {"@id": "http://publications.europa.eu/resource/authority/data-theme/GOVE"}
TITLE = {"sv": "Sociala investeringsfonden: beviljade projekt", "en": "Social Investment Fund: granted projects"}
DESCRIPTION = {
    "sv": "Projekt som fonden har beviljat pengar: vem, hur mycket, varför och vad som blev av dem.",
    "en": "Projects that the fund has granted money: who, how much, why and what came of them.",
}


@dataclass(frozen=True)
class Distribution:
    """One way to get the data. ``address``: whole. ``media_type``: "text/csv"."""

    title_sv: str
    title_en: str
    address: str
    media_type: str


def catalogue_of(
    *, address: str, page: str, publisher: str, contact: str, distributions: Sequence[Distribution]
) -> Node:
    """The catalogue with its one data set. ``page``: where people read about it. ``contact``: "" for none."""
    agent: Node = {"@id": f"{address}#publisher", "@type": "foaf:Agent", "foaf:name": publisher}
    dataset: Node = {
        "@id": f"{address}#projects",
        "@type": "dcat:Dataset",
        "dct:title": _texts(TITLE),
        "dct:description": _texts(DESCRIPTION),
        "dct:publisher": {"@id": agent["@id"]},
        "dct:accessRights": PUBLIC,
        "dct:language": SWEDISH,
        "dcat:theme": THEME,
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [_distribution(address, number, one) for number, one in enumerate(distributions, 1)],
    }
    if contact:
        dataset["dcat:contactPoint"] = {
            "@id": f"{address}#contact",
            "@type": "vcard:Organization",
            "vcard:fn": publisher,
            "vcard:hasEmail": {"@id": f"mailto:{contact}"},
        }
    catalogue: Node = {
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": _texts({"sv": "Sociala investeringsfonden", "en": "Social Investment Fund"}),
        "dct:description": _texts(DESCRIPTION),
        "dct:publisher": {"@id": agent["@id"]},
        "dct:license": {"@id": LICENCE},
        "dct:language": SWEDISH,
        "foaf:homepage": {"@id": page},
        "dcat:dataset": {"@id": dataset["@id"]},
    }
    return {"@context": CONTEXT, "@graph": [catalogue, dataset, agent]}


def _texts(texts: dict[str, str]) -> list[Node]:
    return [{"@value": text, "@language": code} for code, text in texts.items()]


def _distribution(address: str, number: int, one: Distribution) -> Node:
    return {
        "@id": f"{address}#distribution-{number}",
        "@type": "dcat:Distribution",
        "dct:title": _texts({"sv": one.title_sv, "en": one.title_en}),
        "dcat:accessURL": {"@id": one.address},
        "dcat:downloadURL": {"@id": one.address},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{one.media_type}"},
        "dct:license": {"@id": LICENCE},
    }
