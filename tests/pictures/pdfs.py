"""PDF files, written by hand so that a test says what is in them."""

from __future__ import annotations

from collections.abc import Sequence

BOX = "0.2 0.6 0.2 rg 20 30 40 10 re f"  # green, from the bottom left corner, in points


def pdf(
    pages: Sequence[str] = (BOX,),
    *,
    size: tuple[float, float] = (144, 72),
    page_entries: str = "",
    catalog: str = "",
    trailer: str = "",
    objects: Sequence[str] = (),
) -> bytes:
    """A PDF: what is drawn on each page, size in points; `objects` are numbered from 100."""
    kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(pages)))
    bodies = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
    }
    for i, drawn in enumerate(pages):
        bodies[10 + 2 * i] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] "
            f"/Contents {11 + 2 * i} 0 R {page_entries} >>"
        )
        bodies[11 + 2 * i] = f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream"
    bodies |= {100 + i: body for i, body in enumerate(objects)}
    content = b"%PDF-1.4\n"
    places = {}
    for number, body in bodies.items():
        places[number] = len(content)
        content += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(content)
    content += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        content += f"{number} 1\n{place:010} 00000 n \n".encode()
    size_of_table = max(places) + 1
    content += f"trailer << /Size {size_of_table} /Root 1 0 R {trailer} >>\n".encode()
    return content + f"startxref\n{start}\n%%EOF\n".encode()
