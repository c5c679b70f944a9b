"""confluent-kafka (librdkafka) as one of the clients under comparison; see wire.py for the command line."""

import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

import wire


def codecs():
    return ["none", "gzip", "snappy", "lz4", "zstd"]


def produce(bootstrap, topics):
    admin = AdminClient({"bootstrap.servers": bootstrap})
    new = [NewTopic(t["name"], t["partitions"], 1, config={"retention.ms": "-1"}) for t in topics]
    for created in admin.create_topics(new).values():
        created.result(wire.PATIENCE_S)
    # Also because librdkafka asks for all topics with a request that is three bytes too long.
    missing = {topic["name"] for topic in topics} - set(admin.list_topics(timeout=wire.PATIENCE_S).topics)
    assert not missing, f"created, but not listed: {missing}"
    return {topic["name"]: produce_topic(bootstrap, topic) for topic in topics}


def produce_topic(bootstrap, topic):
    producer = Producer({
        "bootstrap.servers": bootstrap,
        "compression.type": topic["compression"],
        "enable.idempotence": True,
        "linger.ms": 20,
    })
    delivered = [None] * len(topic["records"])
    failures = []

    def report(index):
        def on_delivery(error, message):
            if error is not None:
                failures.append(f"record {index}: {error}")
            else:
                delivered[index] = [message.partition(), message.offset()]
        return on_delivery

    for index, record in enumerate(topic["records"]):
        producer.produce(
            topic["name"],
            partition=record["partition"],
            key=wire.decode(record["key"]),
            value=wire.decode(record["value"]),
            timestamp=record["timestamp"],
            headers=wire.headers_in(record),
            on_delivery=report(index))
    left = producer.flush(wire.PATIENCE_S)
    if left or failures:
        raise RuntimeError(f"{topic['name']}: {left} records unsent; {failures[:3]}")
    return delivered


def consume(bootstrap, topics):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False})
    consumer.assign([TopicPartition(t["name"], p, 0) for t in topics for p in range(t["partitions"])])
    wanted = sum(t["count"] for t in topics)
    read = {t["name"]: [] for t in topics}
    deadline = time.monotonic() + wire.PATIENCE_S
    while sum(map(len, read.values())) < wanted and time.monotonic() < deadline:
        for message in consumer.consume(500, 0.2):
            if message.error():
                raise RuntimeError(str(message.error()))
            read[message.topic()].append(wire.record_out(
                message.partition(), message.offset(), message.timestamp()[1],
                message.key(), message.value(), message.headers()))
    consumer.close()
    return read


def member(bootstrap, topic, group, assignor):
    stop = wire.stop_signal()
    classic = {"partition.assignment.strategy": assignor, "session.timeout.ms": 10000, "heartbeat.interval.ms": 500}
    consumer = Consumer({
        "bootstrap.servers": bootstrap,
        "group.id": group,
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        **({"group.protocol": "consumer"} if assignor == "consumer" else classic),
    })

    def assigned(_, partitions):
        wire.event("assigned", partitions=[p.partition for p in partitions])

    def revoked(_, partitions):
        wire.event("revoked", partitions=[p.partition for p in partitions])

    consumer.subscribe([topic], on_assign=assigned, on_revoke=revoked)
    while not stop.is_set():
        message = consumer.poll(0.1)
        if message is None:
            continue
        if message.error():
            raise RuntimeError(str(message.error()))
        wire.event("record", partition=message.partition(), offset=message.offset(), value=wire.encode(message.value()))
        consumer.commit(message=message, asynchronous=False)
    consumer.close()
    wire.event("left")


wire.main(codecs, produce, consume, member)
