"""Any picture a person has -> what the model sees; any page -> its lines of writing.

decode.py       a file, bytes or a PIL image -> upright uint8 pixels, or a clear error
modes.py        what each of Pillow's pixel modes means in opaque uint8
standardise.py  pixels -> the model's picture, keeping its steps
shades.py       a page without its light and shadow: its shades against their paper
counted.py      medians of pixels by counting them
ink.py          digits: polarity, background, specks -> how much ink is where
cutout.py       garments: what differs from the colours along the border
placing.py      crop, stroke width, scale, centre

documents.py    a TIFF of many pages, a PDF -> one picture after another
registering.py  where a scan lies on the empty form it is a copy of
page.py         a page -> strips of 32 pixels, one a line; what it does is in page_*.py:
                sheet (table, polarity), ink, pieces, stretches and rules (lines and boxes taken
                out), boxes and lines (grouping, slope, order), writing (specks), strips (cutting)
"""
