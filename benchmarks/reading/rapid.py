"""RapidOCR, as a process in its own environment: python rapid.py JOB.json

A job is {"line": BOOL, "sets": [[FILE, ...], ...]}; the answer is the last line on stdout, in JSON:
for each picture its boxes as [left, top, right, bottom, text, score], and its seconds. tenfold is
not installed here. line: the picture is one line, which the package reads without looking for text
and which way up it is. All else is as its defaults are, but for the threads; a lower threshold on
its scores changed nothing.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path
from typing import Any


def main(job: dict[str, Any]) -> dict[str, Any]:
    import cv2
    from rapidocr import RapidOCR

    logging.disable(logging.CRITICAL)
    cv2.setNumThreads(1)
    engine = RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})

    def one(file: str) -> tuple[list[list[Any]], float]:
        began = time.perf_counter()
        said = engine(file, use_det=False, use_cls=False) if job["line"] else engine(file)
        seconds = time.perf_counter() - began
        if said.txts is None:
            return [], seconds
        if job["line"]:
            return [
                [0.0, 0.0, 1.0, 1.0, text, float(score)]
                for text, score in zip(said.txts, said.scores, strict=True)
            ], seconds
        found = zip(said.boxes, said.txts, said.scores, strict=True)
        boxes = [
            [*map(float, corners.min(axis=0)), *map(float, corners.max(axis=0)), text, float(score)]
            for corners, text, score in found
        ]
        return boxes, seconds

    sets = []
    for files in job["sets"]:
        answers = [one(file) for file in files]
        sets.append({"boxes": [a for a, _ in answers], "seconds": [s for _, s in answers]})
    return {"sets": sets}


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(json.dumps(main(given)))
