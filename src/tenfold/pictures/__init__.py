"""Any picture a person has -> what the model sees; any page -> its lines of writing.

decode.py       a file, bytes or a PIL image -> upright uint8 pixels, or a clear error
heic.py         the photos of iPhones
modes.py        what each of Pillow's pixel modes means in opaque uint8
standardise.py  pixels -> the model's picture, keeping its steps
colour.py       the one plane of a colour picture that shows its ink
highlighter.py  the same, as if no highlighter had been there
shades.py       a page without its light and shadow: its shades against their paper
polarity.py     whether ink is darker than its paper
counted.py      medians of pixels by counting them
ink.py          digits: polarity, background, specks -> how much ink is where; looks.py (one look
                at all of a picture), sheets.py, lines.py and parts.py (what is left out of it),
                digit_shape.py (whether the rest may be a digit)
rings.py        circles and boxes drawn by hand about what is meant
cutout.py       garments: what differs from the colours along the border
placing.py      crop, stroke width, scale, centre

documents.py    a TIFF of many pages, a PDF -> one picture after another
registering.py  where a scan lies on the empty form it is a copy of
page/           a page -> its lines of writing, as strips
"""
