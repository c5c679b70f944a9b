"""kcat, as Debian packages it (librdkafka 2.0.2), behind the command line of wire.py.

kcat cannot set a timestamp or create a topic: its topics are created by the broker on the first record.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import wire

KCAT = shutil.which("kcat") or shutil.which("kafkacat")


def run(arguments, stdin=b""):
    done = subprocess.run([KCAT, *arguments], input=stdin, capture_output=True, timeout=wire.PATIENCE_S, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"kcat {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def codecs():
    return ["none", "gzip", "snappy", "lz4", "zstd"]


def produce(bootstrap, topics):
    return {topic["name"]: produce_topic(bootstrap, topic) for topic in topics}


def produce_topic(bootstrap, topic):
    with tempfile.TemporaryDirectory() as folder:
        for record in topic["records"]:
            produce_record(bootstrap, topic, record, Path(folder) / "value")
    return []


def produce_record(bootstrap, topic, record, path):
    base = ["-P", "-b", bootstrap, "-t", topic["name"], "-p", str(record["partition"]), "-z", topic["compression"]]
    for name, value in wire.headers_in(record):
        base += ["-H", name if value is None else f"{name}={value.decode()}"]
    key, value = wire.decode(record["key"]), wire.decode(record["value"])
    if value:
        # One file is one record; this keeps binary values whole.
        path.write_bytes(value)
        run([*base, *(["-k", key.decode()] if key is not None else []), str(path)])
    else:
        # An empty file sends nothing, so empty and null values come as "key<TAB>" lines; -Z turns empty into null.
        run([*base, "-K", "\t", *(["-Z"] if value is None else [])], stdin=(key or b"") + b"\t\n")


def consume(bootstrap, topics):
    return {topic["name"]: consume_topic(bootstrap, topic) for topic in topics}


def consume_topic(bootstrap, topic):
    base = ["-C", "-b", bootstrap, "-t", topic["name"], "-o", "beginning", "-c", str(topic["count"]), "-q"]
    framed = run([*base, "-f", "%p %o %T %K %S\n%k%s\n"])
    headers = {}
    for line in run([*base, "-J"]).decode(errors="replace").splitlines():
        seen = json.loads(line)
        flat = seen.get("headers", [])
        headers[seen["partition"], seen["offset"]] = list(zip(flat[::2], flat[1::2]))
    return [with_headers(record, headers) for record in parse(framed)]


def with_headers(record, headers):
    found = headers[record["partition"], record["offset"]]
    record["headers"] = [[name, None if value is None else wire.encode(value.encode())] for name, value in found]
    return record


def parse(framed):
    """Records of the format "%p %o %T %K %S\\n%k%s\\n", where %K and %S are lengths and -1 stands for null."""
    at = 0
    while at < len(framed):
        end = framed.index(b"\n", at)
        partition, offset, timestamp, key_size, value_size = map(int, framed[at:end].split())
        at = end + 1
        key = framed[at:at + max(key_size, 0)] if key_size >= 0 else None
        at += max(key_size, 0)
        value = framed[at:at + max(value_size, 0)] if value_size >= 0 else None
        at += max(value_size, 0) + 1
        yield wire.record_out(partition, offset, timestamp, key, value, [])


def member(*_):
    sys.exit("kcat_driver: kcat's group mode prints no assignment events; it has a test of its own")


wire.main(codecs, produce, consume, member)
