"""kafka-python 3 as one of the clients under comparison; see wire.py for the command line."""

from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer, TopicPartition
from kafka import codec
from kafka.admin import KafkaAdminClient, NewTopic
from kafka.coordinator.assignors.range import RangePartitionAssignor

import wire


def codecs():
    return wire.codecs_of(codec)


def produce(bootstrap, topics):
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(t["name"], t["partitions"], 1, topic_configs={"retention.ms": "-1"}) for t in topics])
    admin.close()
    return {topic["name"]: produce_topic(bootstrap, topic) for topic in topics}


def produce_topic(bootstrap, topic):
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", compression_type=wire.compression_of(topic), linger_ms=20)
    sent = [producer.send(topic["name"], **wire.send_arguments(record)) for record in topic["records"]]
    producer.flush(wire.PATIENCE_S)
    delivered = [future.get(wire.PATIENCE_S) for future in sent]
    producer.close()
    return [[at.partition, at.offset] for at in delivered]


def consume(bootstrap, topics):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False, auto_offset_reset="earliest")
    partitions = [TopicPartition(t["name"], p) for t in topics for p in range(t["partitions"])]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    reading = wire.Reading(topics)
    while reading.is_unfinished():
        reading.add(consumer.poll(timeout_ms=200))
    consumer.close()
    return reading.topics


class Listener(wire.RebalanceEvents, ConsumerRebalanceListener):
    pass


def member(bootstrap, topic, group, _):
    stop = wire.stop_signal()
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, partition_assignment_strategy=[RangePartitionAssignor], **wire.MEMBER_SETTINGS)
    consumer.subscribe([topic], listener=Listener())
    while not stop.is_set():
        # kafka-python 3.0.12 loses its assignment when a poll runs out while SyncGroup is on its way: the answer comes, no later poll
        # takes it, and the member heartbeats without partitions for good. Long polls leave that little room.
        for records in consumer.poll(timeout_ms=3000).values():
            wire.record_events(records)
            consumer.commit()
    consumer.close()
    wire.event("left")


wire.main(codecs, produce, consume, member)
