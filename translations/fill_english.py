"""Which English texts are still empty? A message is its own English text; `make translate` runs this."""

from pathlib import Path

from babel.messages.pofile import read_po, write_po

PATH = Path(__file__).parent / "en" / "LC_MESSAGES" / "messages.po"


def main() -> None:
    """Fill what is empty in the English catalogue."""
    with PATH.open("rb") as file:
        catalogue = read_po(file, locale="en")
    for message in catalogue:
        if message.id and not any(message.string or ()):
            message.string = message.id
    with PATH.open("wb") as file:
        write_po(file, catalogue, sort_output=True, width=120)


if __name__ == "__main__":
    main()
