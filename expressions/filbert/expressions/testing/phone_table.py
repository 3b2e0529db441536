"""Writes data/phones.txt, the numbering plans of all countries, from the metadata of the package phonenumbers.

    pip install phonenumbers && python -m filbert.expressions.testing.phone_table

The package itself is no dependency: two engines would need its Java twin too, at the same version.
"""

from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[1] / "data" / "phones.txt"
HEADER = """\
# Numbering plans, from the metadata of phonenumbers {version} (Apache-2.0); filbert.expressions.testing.phone_table.
# Of a country: its calling code, the prefix of national numbers, that of international ones, and the lengths of
# numbers without any of them; - for none. Then for each beginning of an international number, whose it is.
"""
AREA = "2345678"
"""What may follow an area code of North America in a number that exists."""


def main() -> None:
    """Write the table."""
    import phonenumbers

    lines = [HEADER.format(version=phonenumbers.__version__).rstrip("\n")]
    plans = {region: _plan(phonenumbers, region) for region in sorted(phonenumbers.SUPPORTED_REGIONS)}
    lines += [f"{region} {plan}" for region, plan in plans.items()]
    owners: dict[str, str] = {}
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        if regions[0] != "001":
            owners[str(code)] = regions[0]
    for area in range(200, 1000):
        region = phonenumbers.region_code_for_number(phonenumbers.parse(f"+1{area}{AREA}"))
        if region not in {None, "US"}:
            owners[f"1{area}"] = region
    for region in plans:
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
        for beginning in (metadata.leading_digits or "").split("|"):
            if beginning.isdigit():
                owners[f"{metadata.country_code}{beginning}"] = region
    lines += [f"+{beginning} {region}" for beginning, region in sorted(owners.items())]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _plan(phonenumbers: Any, region: str) -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    lengths = metadata.general_desc.possible_length
    parts = (metadata.country_code, metadata.national_prefix, metadata.international_prefix)
    code, national, international = (str(part) if part and str(part).isdigit() else "-" for part in parts)
    return f"{code} {national} {international} {','.join(map(str, lengths))}"


if __name__ == "__main__":
    main()
