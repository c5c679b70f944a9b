"""Copies a topic exactly once with a client library, aborting every third transaction; prints what read_committed sees."""
import json
import sys
import time


def confluent(bootstrap, source, target, group, records):
    from confluent_kafka import Consumer, Producer

    plain = Producer({'bootstrap.servers': bootstrap})
    for i in range(records):
        plain.produce(source, b'%d' % i, partition=0)
    plain.flush()
    consumer = Consumer({'bootstrap.servers': bootstrap, 'group.id': group, 'auto.offset.reset': 'earliest',
                         'enable.auto.commit': False, 'isolation.level': 'read_committed'})
    consumer.subscribe([source])
    producer = Producer({'bootstrap.servers': bootstrap, 'transactional.id': group})
    producer.init_transactions(30)
    copied = turn = 0
    while copied < records:
        batch = consumer.consume(10, 1.0)
        if not batch:
            continue
        turn += 1
        producer.begin_transaction()
        for message in batch:
            producer.produce(target, b'copy of ' + message.value(), partition=0)
        producer.send_offsets_to_transaction(consumer.position(consumer.assignment()), consumer.consumer_group_metadata(), 30)
        if turn % 3 == 0:
            producer.flush(30)
            producer.abort_transaction(30)
            for message in batch[:1]:
                from confluent_kafka import TopicPartition
                consumer.seek(TopicPartition(source, 0, message.offset()))
        else:
            producer.commit_transaction(30)
            copied += len(batch)
    consumer.close()
    return read_confluent(bootstrap, target, group)


def read_confluent(bootstrap, target, group):
    from confluent_kafka import Consumer

    seen = {}
    for isolation in ('read_committed', 'read_uncommitted'):
        consumer = Consumer({'bootstrap.servers': bootstrap, 'group.id': group + isolation, 'auto.offset.reset': 'earliest',
                             'enable.partition.eof': True, 'isolation.level': isolation})
        consumer.subscribe([target])
        values = seen[isolation] = []
        until = time.time() + 60
        while time.time() < until:
            message = consumer.poll(1.0)
            if message is not None and message.error():
                break
            if message is not None:
                values.append(message.value().decode())
        consumer.close()
    return seen


def kafka_python(bootstrap, source, target, group, records):
    from kafka import KafkaProducer

    producer = KafkaProducer(bootstrap_servers=bootstrap, transactional_id=group)
    producer.init_transactions()
    for turn in range(records // 10):
        producer.begin_transaction()
        for i in range(10):
            producer.send(target, b'copy of %d' % (turn * 10 + i), partition=0)
        producer.flush()
        producer.commit_transaction()
        producer.begin_transaction()
        producer.send(target, b'aborted', partition=0)
        producer.flush()
        producer.abort_transaction()
    producer.close()
    return read_confluent(bootstrap, target, group)


if __name__ == '__main__':
    library, bootstrap, source, target, group, records = sys.argv[1:]
    print(json.dumps({'confluent': confluent, 'kafka-python': kafka_python}[library](bootstrap, source, target, group, int(records))))
