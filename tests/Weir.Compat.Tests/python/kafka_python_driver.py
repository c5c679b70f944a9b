"""kafka-python 3 as one of the clients under comparison; see wire.py for the command line."""

import time

from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer, TopicPartition
from kafka import codec
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.coordinator.assignors.range import RangePartitionAssignor

import wire


def codecs():
    present = {"none": True, "gzip": codec.has_gzip(), "snappy": codec.has_snappy(), "lz4": codec.has_lz4(), "zstd": codec.has_zstd()}
    return [name for name, usable in present.items() if usable]


def produce(bootstrap, topics):
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(t["name"], t["partitions"], 1, topic_configs={"retention.ms": "-1"}) for t in topics])
    admin.close()
    return {topic["name"]: produce_topic(bootstrap, topic) for topic in topics}


def produce_topic(bootstrap, topic):
    compression = None if topic["compression"] == "none" else topic["compression"]
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", compression_type=compression, linger_ms=20)
    sent = [
        producer.send(
            topic["name"],
            partition=record["partition"],
            key=wire.decode(record["key"]),
            value=wire.decode(record["value"]),
            timestamp_ms=record["timestamp"],
            headers=wire.headers_in(record))
        for record in topic["records"]
    ]
    producer.flush(wire.PATIENCE_S)
    delivered = [future.get(wire.PATIENCE_S) for future in sent]
    producer.close()
    return [[at.partition, at.offset] for at in delivered]


def consume(bootstrap, topics):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    partitions = [TopicPartition(t["name"], p) for t in topics for p in range(t["partitions"])]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    wanted = sum(t["count"] for t in topics)
    read = {t["name"]: [] for t in topics}
    deadline = time.monotonic() + wire.PATIENCE_S
    while sum(map(len, read.values())) < wanted and time.monotonic() < deadline:
        for partition, records in consumer.poll(timeout_ms=200).items():
            read[partition.topic] += [
                wire.record_out(r.partition, r.offset, r.timestamp, r.key, r.value, r.headers) for r in records]
    consumer.close()
    return read


class Listener(ConsumerRebalanceListener):
    def on_partitions_assigned(self, assigned):
        wire.event("assigned", partitions=[p.partition for p in assigned])

    def on_partitions_revoked(self, revoked):
        wire.event("revoked", partitions=[p.partition for p in revoked])


def member(bootstrap, topic, group, _):
    stop = wire.stop_signal()
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        partition_assignment_strategy=[RangePartitionAssignor],
        session_timeout_ms=10000,
        heartbeat_interval_ms=500,
    )
    consumer.subscribe([topic], listener=Listener())
    while not stop.is_set():
        # kafka-python 3.0.12 loses its assignment when a poll runs out while SyncGroup is on its way: the answer comes, no later poll
        # takes it, and the member heartbeats without partitions for good. Long polls leave that little room.
        for records in consumer.poll(timeout_ms=3000).values():
            for record in records:
                wire.event("record", partition=record.partition, offset=record.offset, value=wire.encode(record.value))
            consumer.commit()
    consumer.close()
    wire.event("left")


wire.main(codecs, produce, consume, member)
