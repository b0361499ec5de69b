"""Bodies of `multipart/form-data` as bots send them: a JSON part and files. Read whole, since they are small."""

import re

import orjson

_NAME = re.compile(rb'\bname="([^"]*)"')
_FILE = re.compile(rb'\bfilename="([^"]*)"')


def read(body: bytes, content_type: str) -> tuple[dict[str, object], dict[str, tuple[str, bytes]]]:
    """The JSON of `payload_json`, and each file with its name by its field (`files[0]` ...)."""
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    payload: dict[str, object] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        data = data.removesuffix(b"\r\n")
        name = _NAME.search(head)
        file = _FILE.search(head)
        if file is not None and name is not None:
            files[name[1].decode()] = (file[1].decode(), data)
        elif name is not None and name[1] == b"payload_json":
            payload = orjson.loads(data)
        elif name is not None:
            payload[name[1].decode()] = data.decode()
    return payload, files
