"""Serving: an HTTP API that clients already speak, and a page (extra `serve`).

The way of a request:

    guard.py        may it come in? Host, Origin, token or cookie; limits on bytes and time
    door.py         who has been let in: the token, the one-time link, the page's cookie
    app.py          create_app: the rooms put together; OpenAPI in openapi.py
    inference_v2.py, tensorflow_serving.py, own.py     three protocols, the same answers
    tensors.py      numbers as clients send them -> pictures as the model sees them
    reading.py      numbers read from picture files
    correcting.py, keeping.py   what people put right, and what was refused, into the store
    doubts.py       which answers to tensors should not be used
    uploads.py      picture files as clients send them, raw or multipart
    pictures.py     picture files -> answers, in the threads of pool.py
    shortcuts.py, methods.py   the quick way to tensors; 405 with the right Allow
    batching.py     tensors -> logits, in micro-batches over a bounded queue
    hosting.py      the models that are served, loaded anew when their files change
    store.py, review.py   what people taught it
    pages.py, page/ the page: files by exact name, no build step
    problems.py     everything that goes wrong, as RFC 9457 problems
    metrics.py      what Prometheus reads
    running.py      uvicorn, started and stopped cleanly

No path of the server is ever taken from a request: models and page files are looked up by exact
name in tables made at the start.
"""
