"""aiokafka as one of the clients under comparison; see wire.py for the command line."""

import asyncio
import sys
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
    return wire.codecs_of(codec)


async def create(bootstrap, topics):
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(t["name"], t["partitions"], 1, topic_configs={"retention.ms": "-1"}) for t in topics])
    await admin.close()


async def produce_topic(bootstrap, topic):
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True, compression_type=wire.compression_of(topic), linger_ms=20)
    await producer.start()
    sent = [await producer.send(topic["name"], **wire.send_arguments(record)) for record in topic["records"]]
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
    reading = wire.Reading(topics)
    while reading.is_unfinished():
        reading.add(await consumer.getmany(timeout_ms=200))
    await consumer.stop()
    return reading.topics


class Listener(wire.RebalanceEvents, ConsumerRebalanceListener):
    pass


async def join(bootstrap, topic, group):
    stop = wire.stop_signal()
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, partition_assignment_strategy=[RangePartitionAssignor], **wire.MEMBER_SETTINGS)
    consumer.subscribe([topic], listener=Listener())
    await consumer.start()
    while not stop.is_set():
        for records in (await consumer.getmany(timeout_ms=100)).values():
            wire.record_events(records)
            await consumer.commit()
    await consumer.stop()
    wire.event("left")


wire.main(
    codecs,
    lambda bootstrap, topics: asyncio.run(produce_all(bootstrap, topics)),
    lambda bootstrap, topics: asyncio.run(consume_all(bootstrap, topics)),
    lambda bootstrap, topic, group, _: asyncio.run(join(bootstrap, topic, group)))
