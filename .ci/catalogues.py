"""The catalogues of the customer's copy: one for each language, of the sentences as they stand in the sources today.

    python .ci/catalogues.py

Puts new sentences into every catalogue, marks those whose English changed as fuzzy, drops those that are gone, and
compiles. Translate what is empty or fuzzy in reports/locale/<language>/LC_MESSAGES/customer.po, then run it again.
Run it with an interpreter that has the tool and Babel installed.
"""

import io
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, combinations
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from checks.knowledge import advice, gates, hints, placeholders
from checks.knowledge.causes import Cause, all_causes
from checks.known_names import PARTS, in_menu
from diagnose.model import Action, Text
from diagnose.model.text import SLOT
from reports.catalogue import DOMAIN, FOLDER
from reports.languages import ENGLISH, LANGUAGES

ROOT = Path(__file__).parents[1]
MENU = " → "
HEADER = "# The customer's copy. Brought up to date by .ci/catalogues.py, which keeps what is translated."
KEYWORDS = {
    **dict.fromkeys(("Text", "say", "words", "_ended"), None),
    "counted": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS = [("**.py", "python"), ("**.html.j2", "jinja2.ext.babel_extract")]


def catalogue(language: str) -> Catalog:
    """The translations as they are kept; empty where there is none yet."""
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def file_of(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def template() -> Catalog:
    """Every sentence that can reach a customer, in the order of the sources."""
    made = Catalog(domain=DOMAIN, fuzzy=False)
    for folder in ("checks", "diagnose/judgement", "diagnose/model", "reports"):
        found = extract_from_dir(ROOT / folder, METHODS, keywords=KEYWORDS, comment_tags=())
        for name, _, message, _, context in sorted(found, key=lambda one: one[:2]):
            if not isinstance(message, str) or message.strip():
                made.add(message, locations=[(f"{folder}/{name}", 0)], context=context)
    for where, text in knowledge():
        if text:
            made.add(text, locations=[(where, 0)])
    return made


def knowledge() -> Iterator[tuple[str, str]]:
    """The sentences that are kept as data, each with its file."""
    yield from (("diagnose/model/target.py", action.value) for action in Action)
    yield from (("checks/knowledge/hints.toml", text) for text in hints.texts())
    yield from (("checks/knowledge/advice.toml", text) for text in advice.texts())
    yield from (("checks/knowledge/gates.py", text) for text in (*gates.TITLES.values(), gates.APART))
    yield from (("checks/knowledge/gates.py", text) for text in chain.from_iterable(gates.STOPPED.values()))
    for cause in all_causes().values():
        where = f"checks/knowledge/causes/{cause.check.replace('-', '_')}.toml"
        yield from ((where, text) for text in of_cause(cause))


def of_cause(cause: Cause) -> Iterator[str]:
    """What a customer can be shown of a cause."""
    for text in (cause.headline, cause.open, cause.customer, *cause.customer_fix):
        yield from forms(text)
    yield from (cause.title, cause.decides, cause.look, cause.looked, cause.who)
    yield from (cause.customer_known, *parts(cause.customer_first))
    yield from (in_menu(step) for step in (*cause.fix, *parts(cause.first)) if MENU in step)


def parts(texts: Iterable[str]) -> Iterator[str]:
    """The steps of these texts one by one."""
    return (step for text in texts for step in text.split(PARTS))


def forms(text: str) -> Iterator[str]:
    """The sentence with all its names, and as it is said without those that are not known."""
    slots = sorted(set(SLOT.findall(text)))
    for unknown in chain.from_iterable(combinations(slots, number) for number in range(len(slots) + 1)):
        yield Text(placeholders.filled(text, dict.fromkeys(unknown, ""))).template


def updated(language: str, wanted: Catalog) -> Catalog:
    """The catalogue of that language with today's sentences."""
    kept = catalogue(language)
    # A line of dates and addresses that changes with every run would say nothing.
    kept.header_comment, kept.project, kept.version = HEADER, "infisical-diagnose", "customer"
    kept.creation_date = kept.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    kept.msgid_bugs_address = kept.last_translator = kept.language_team = ""
    kept.update(wanted, no_fuzzy_matching=False, update_creation_date=False)
    kept.obsolete.clear()
    return kept


def compiled(language: str) -> bytes:
    """What the tool reads of a catalogue. Fuzzy entries are no part of it."""
    out = io.BytesIO()
    write_mo(out, catalogue(language))
    return out.getvalue()


def write(languages: Iterable[str]) -> None:
    """Bring the catalogues of these languages up to date, and compile them."""
    wanted = template()
    for language in languages:
        path = file_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with io.BytesIO() as out:
            write_po(out, updated(language, wanted), width=0, no_location=True)
            content = out.getvalue()
        path.write_bytes(content)
        path.with_suffix(".mo").write_bytes(compiled(language))
        entries = [one for one in catalogue(language) if one.id]
        open_ = sum(1 for one in entries if one.fuzzy or not one.string)
        print(f"{language}: {len(entries)} sentences, {open_} of them to be translated")


if __name__ == "__main__":
    write(sys.argv[1:] or [language for language in LANGUAGES if language != ENGLISH])
