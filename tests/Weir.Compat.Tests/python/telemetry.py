"""A librdkafka producer with its defaults, which pushes metrics when asked to (KIP-714). It lives until its standard input ends."""
import sys
import threading

from confluent_kafka import Producer

bootstrap, topic, client = sys.argv[1:]
producer = Producer({'bootstrap.servers': bootstrap, 'client.id': client})
producer.produce(topic, b'measured')
producer.flush(60)
print('sent', flush=True)
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
while not ended.is_set():
    producer.poll(0.1)
