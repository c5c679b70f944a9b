"""aiokafka as one of the clients under comparison; see wire.py for the command line."""

import asyncio
import sys
import time
from pathlib import Path

try:
    import cramjam  # noqa: F401  (what aiokafka compresses with)
except ImportError:
    # Not packaged everywhere: the stand-in offers the same calls on Debian's codec modules.
    sys.path.append(str(Path(__file__).parent / "standins"))

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition, codec
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.coordinator.assignors.range import RangePartitionAssignor

import wire


def codecs():
    present = {"none": True, "gzip": codec.has_gzip(), "snappy": codec.has_snappy(), "lz4": codec.has_lz4(), "zstd": codec.has_zstd()}
    return [name for name, usable in present.items() if usable]


async def create(bootstrap, topics):
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(t["name"], t["partitions"], 1, topic_configs={"retention.ms": "-1"}) for t in topics])
    await admin.close()


async def produce_topic(bootstrap, topic):
    compression = None if topic["compression"] == "none" else topic["compression"]
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, compression_type=compression, linger_ms=20)
    await producer.start()
    sent = [
        await producer.send(
            topic["name"],
            partition=record["partition"],
            key=wire.decode(record["key"]),
            value=wire.decode(record["value"]),
            timestamp_ms=record["timestamp"],
            headers=wire.headers_in(record))
        for record in topic["records"]
    ]
    delivered = await asyncio.wait_for(asyncio.gather(*sent), wire.PATIENCE_S)
    await producer.stop()
    return [[at.partition, at.offset] for at in delivered]


async def produce_all(bootstrap, topics):
    await create(bootstrap, topics)
    return {topic["name"]: await produce_topic(bootstrap, topic) for topic in topics}


async def consume_all(bootstrap, topics):
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    partitions = [TopicPartition(t["name"], p) for t in topics for p in range(t["partitions"])]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    wanted = sum(t["count"] for t in topics)
    read = {t["name"]: [] for t in topics}
    deadline = time.monotonic() + wire.PATIENCE_S
    while sum(map(len, read.values())) < wanted and time.monotonic() < deadline:
        for partition, records in (await consumer.getmany(timeout_ms=200)).items():
            read[partition.topic] += [
                wire.record_out(r.partition, r.offset, r.timestamp, r.key, r.value, r.headers) for r in records]
    await consumer.stop()
    return read


class Listener(ConsumerRebalanceListener):
    def on_partitions_assigned(self, assigned):
        wire.event("assigned", partitions=[p.partition for p in assigned])

    def on_partitions_revoked(self, revoked):
        wire.event("revoked", partitions=[p.partition for p in revoked])


async def join(bootstrap, topic, group):
    stop = wire.stop_signal()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        partition_assignment_strategy=[RangePartitionAssignor],
        session_timeout_ms=10000,
        heartbeat_interval_ms=500,
    )
    consumer.subscribe([topic], listener=Listener())
    await consumer.start()
    while not stop.is_set():
        for records in (await consumer.getmany(timeout_ms=100)).values():
            for record in records:
                wire.event("record", partition=record.partition, offset=record.offset, value=wire.encode(record.value))
            await consumer.commit()
    await consumer.stop()
    wire.event("left")


wire.main(
    codecs,
    lambda bootstrap, topics: asyncio.run(produce_all(bootstrap, topics)),
    lambda bootstrap, topics: asyncio.run(consume_all(bootstrap, topics)),
    lambda bootstrap, topic, group, _: asyncio.run(join(bootstrap, topic, group)))
