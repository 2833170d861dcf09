"""Paper: a report as PDF, from the same page as the screen's, with the Chinese font in it.

The only module that knows the layout engine and the font. The engine is given a page that needs nothing, and may fetch
nothing but that font.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING, Any

import plutoprint

from reports.document import page_of
from reports.errors import PaperError
from sensing.instant import format_instant

if TYPE_CHECKING:
    from reports.comparison import Comparison
    from reports.facts import Facts

_FONT = "fenghuo:font"
#: The page names the family first; a browser that has no such font goes on to its own.
_STYLE = f'@font-face {{ font-family: "Fenghuo Report"; src: url("{_FONT}"); }}'


class _Font(plutoprint.ResourceFetcher):
    """Gives out the font, and nothing else."""

    def fetch_url(self, url: str) -> Any:
        if url != _FONT:
            raise PaperError(f"expected nothing to fetch but the font, got {url[:80]!r}")
        # The engine reads the file itself. It keeps fonts until the process is over, and bytes of Python's that it
        # gives back then, when there is no interpreter any more, crash the process.
        with as_file(files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf") as path:
            return plutoprint.default_resource_fetcher.fetch_url(path.resolve().as_uri())


def paper_of(facts: Facts, *, language: str = "zh", comparison: Comparison | None = None) -> bytes:
    """Return a report as PDF, A4; arguments as of ``document.page_of``.

    Raises:
        PaperError: If the engine gives up.
    """
    book = plutoprint.Book(plutoprint.PAGE_SIZE_A4, plutoprint.PAGE_MARGINS_NORMAL, plutoprint.MEDIA_TYPE_PRINT)
    book.custom_resource_fetcher = _Font()
    made = format_instant(facts.made.replace(microsecond=0))
    out = BytesIO()
    try:
        book.load_html(page_of(facts, language=language, comparison=comparison), user_style=_STYLE)
        for field in (plutoprint.PDF_METADATA_CREATION_DATE, plutoprint.PDF_METADATA_MODIFICATION_DATE):
            book.set_metadata(field, made)
        book.write_to_pdf_stream(out)
    except plutoprint.Error as error:
        raise PaperError(f"the report cannot be laid out: {error}") from None
    return out.getvalue()
