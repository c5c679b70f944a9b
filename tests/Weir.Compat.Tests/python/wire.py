"""What every Python driver shares: the plan it is given, the records it answers with, and its command line.

    driver codecs                                    prints the codecs this installation can use
    driver produce BOOTSTRAP PLAN                    creates the plan's topics, produces its records, prints their offsets
    driver consume BOOTSTRAP PLAN                    reads the plan's topics from the beginning, prints the records
    driver member BOOTSTRAP TOPIC GROUP ASSIGNOR     joins a group; prints one JSON event a line; leaves when a line is read;
                                                     the assignor 'consumer' stands for the protocol of KIP-848;
                                                     the line 'explain' has it write to standard error where it stands

Keys, values and header values travel as base64, so that null, empty and binary stay apart.
"""

import base64
import collections
import faulthandler
import json
import logging
import sys
import threading
import time

PATIENCE_S = 60

# How a group member of kafka-python and aiokafka is set up, beside its broker, group and assignor.
MEMBER_SETTINGS = {"auto_offset_reset": "earliest", "enable_auto_commit": False, "session_timeout_ms": 10000, "heartbeat_interval_ms": 500}


def encode(data):
    return None if data is None else base64.b64encode(bytes(data)).decode()


def decode(text):
    return None if text is None else base64.b64decode(text)


def headers_in(record):
    return [(name, decode(value)) for name, value in record["headers"]]


def record_out(partition, offset, timestamp, key, value, headers):
    return {
        "partition": partition,
        "offset": offset,
        "timestamp": timestamp,
        "key": encode(key),
        "value": encode(value),
        "headers": [[name, encode(data)] for name, data in headers or []],
    }


def codecs_of(codec):
    """Names of the codecs that kafka-python's codec module, or one that offers the same calls, can use."""
    present = {"none": True, "gzip": codec.has_gzip(), "snappy": codec.has_snappy(), "lz4": codec.has_lz4(), "zstd": codec.has_zstd()}
    return [name for name, usable in present.items() if usable]


def compression_of(topic):
    return None if topic["compression"] == "none" else topic["compression"]


def send_arguments(record):
    """What send() of kafka-python and aiokafka takes beside the topic."""
    return {
        "partition": record["partition"],
        "key": decode(record["key"]),
        "value": decode(record["value"]),
        "timestamp_ms": record["timestamp"],
        "headers": headers_in(record),
    }


class Reading:
    """Records of the plan's topics as they come, until all are there or patience ends."""

    def __init__(self, topics):
        self.topics = {t["name"]: [] for t in topics}
        self._wanted = sum(t["count"] for t in topics)
        self._deadline = time.monotonic() + PATIENCE_S

    def is_unfinished(self):
        return sum(map(len, self.topics.values())) < self._wanted and time.monotonic() < self._deadline

    def add(self, batches):
        for partition, records in batches.items():
            self.topics[partition.topic] += [record_out(r.partition, r.offset, r.timestamp, r.key, r.value, r.headers) for r in records]


class RebalanceEvents:
    """Mixed into a client's rebalance listener: tells what is assigned and revoked."""

    def on_partitions_assigned(self, assigned):
        event("assigned", partitions=[p.partition for p in assigned])

    def on_partitions_revoked(self, revoked):
        event("revoked", partitions=[p.partition for p in revoked])


def record_events(records):
    for record in records:
        event("record", partition=record.partition, offset=record.offset, value=encode(record.value))


def event(name, **fields):
    print(json.dumps({"event": name, **fields}), flush=True)


class LastLines(logging.Handler):
    """Keeps the end of what the library logs."""

    def __init__(self):
        super().__init__()
        self.setFormatter(logging.Formatter("%(asctime)s %(threadName)s %(name)s %(message)s"))
        self.lines = collections.deque(maxlen=300)

    def emit(self, record):
        self.lines.append(self.format(record))


def stop_signal():
    """An event that is set once standard input gives a line or ends. To be called before the consumer is made."""
    stop = threading.Event()
    log = LastLines()
    logging.basicConfig(level=logging.DEBUG, handlers=[log])

    def wait():
        while sys.stdin.readline().strip() == "explain":
            faulthandler.dump_traceback(all_threads=True)
            print("\n".join([*log.lines, "explained"]), file=sys.stderr, flush=True)
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    return stop


def main(codecs, produce, consume, member):
    command, arguments = sys.argv[1], sys.argv[2:]
    if command == "codecs":
        print(json.dumps(codecs()))
    elif command == "member":
        member(*arguments)
    else:
        bootstrap, plan_path = arguments
        with open(plan_path, encoding="utf-8") as file:
            plan = json.load(file)
        answer = {"produce": produce, "consume": consume}[command](bootstrap, plan["topics"])
        print(json.dumps({"topics": answer}))
