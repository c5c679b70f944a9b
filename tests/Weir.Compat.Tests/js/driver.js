// kafkajs as one of the clients under comparison. The command line is that of python/wire.py:
//   driver.js codecs | produce BOOTSTRAP PLAN | consume BOOTSTRAP PLAN | member BOOTSTRAP TOPIC GROUP ASSIGNOR
'use strict';

const fs = require('fs');
const { CompressionCodecs, CompressionTypes, AssignerProtocol, Kafka, logLevel } = require('kafkajs');
const SnappyCodec = require('kafkajs-snappy');
const lz4 = require('lz4-napi');
const zstd = require('@bokuweb/zstd-wasm');

const PATIENCE_MS = 60_000;
const TYPES = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  snappy: CompressionTypes.Snappy,
  lz4: CompressionTypes.LZ4,
  zstd: CompressionTypes.ZSTD,
};

CompressionCodecs[CompressionTypes.Snappy] = SnappyCodec;
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: (encoder) => lz4.compressFrame(encoder.buffer),
  decompress: (buffer) => lz4.decompressFrame(buffer),
});
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: async (encoder) => Buffer.from(zstd.compress(encoder.buffer, 3)),
  decompress: async (buffer) => Buffer.from(zstd.decompress(buffer)),
});

const encode = (data) => (data === null || data === undefined ? null : Buffer.from(data).toString('base64'));
const decode = (text) => (text === null ? null : Buffer.from(text, 'base64'));
const event = (name, fields) => process.stdout.write(JSON.stringify({ event: name, ...fields }) + '\n');

function client(bootstrap) {
  return new Kafka({ clientId: 'kafkajs-driver', brokers: [bootstrap], logLevel: logLevel.ERROR, logCreator: () => ({ log }) => {
    process.stderr.write(`${log.message} ${log.error || ''}\n`);
  } });
}

// kafkajs takes headers as an object whose values may be arrays, and gives them back in the same way.
function headersIn(record) {
  const headers = {};
  for (const [name, value] of record.headers) {
    const data = decode(value);
    headers[name] = name in headers ? [].concat(headers[name], [data]) : data;
  }
  return headers;
}

function headersOut(headers) {
  return Object.entries(headers || {}).flatMap(([name, value]) =>
    Array.isArray(value) ? value.map((data) => [name, encode(data)]) : [[name, encode(value)]]);
}

async function produce(bootstrap, topics) {
  const kafka = client(bootstrap);
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: topics.map((t) => ({
    topic: t.name, numPartitions: t.partitions, replicationFactor: 1, configEntries: [{ name: 'retention.ms', value: '-1' }],
  })) });
  await admin.disconnect();
  const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  await producer.connect();
  for (const topic of topics) {
    await producer.send({ topic: topic.name, acks: -1, compression: TYPES[topic.compression], messages: topic.records.map((r) => ({
      partition: r.partition, key: decode(r.key), value: decode(r.value), timestamp: String(r.timestamp), headers: headersIn(r),
    })) });
  }
  await producer.disconnect();
  return Object.fromEntries(topics.map((t) => [t.name, []]));
}

async function consume(bootstrap, topics) {
  const read = Object.fromEntries(topics.map((t) => [t.name, []]));
  const wanted = topics.reduce((sum, t) => sum + t.count, 0);
  const consumer = client(bootstrap).consumer({ groupId: `kafkajs-${process.pid}-${Date.now()}` });
  await consumer.connect();
  await consumer.subscribe({ topics: topics.map((t) => t.name), fromBeginning: true });
  let seen = 0;
  await new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PATIENCE_MS);
    const finish = () => { clearTimeout(timer); resolve(); };
    if (wanted === 0) finish();
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    consumer.run({ eachMessage: async ({ topic, partition, message }) => {
      read[topic].push({
        partition,
        offset: Number(message.offset),
        timestamp: Number(message.timestamp),
        key: encode(message.key),
        value: encode(message.value),
        headers: headersOut(message.headers),
      });
      if (++seen === wanted) finish();
    } }).catch(reject);
  });
  await consumer.disconnect();
  return read;
}

// The range assignor under the protocol name all the other clients use, by kafkajs' documented extension point;
// its own assigner calls itself RoundRobinAssigner and so never agrees with another library.
const range = ({ cluster }) => ({
  name: 'range',
  version: 0,
  async assign({ members, topics }) {
    const ids = members.map((m) => m.memberId).sort();
    const shares = Object.fromEntries(ids.map((id) => [id, {}]));
    for (const topic of topics) {
      const partitions = cluster.findTopicPartitionMetadata(topic).map((p) => p.partitionId).sort((a, b) => a - b);
      const size = Math.floor(partitions.length / ids.length);
      const extra = partitions.length % ids.length;
      ids.forEach((id, i) => {
        const start = size * i + Math.min(i, extra);
        shares[id][topic] = partitions.slice(start, start + size + (i < extra ? 1 : 0));
      });
    }
    return ids.map((memberId) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({ version: 0, assignment: shares[memberId], userData: Buffer.alloc(0) }),
    }));
  },
  protocol({ topics }) {
    return { name: 'range', metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }) };
  },
});

async function member(bootstrap, topic, groupId) {
  const consumer = client(bootstrap).consumer({ groupId, partitionAssigners: [range], sessionTimeout: 10_000, heartbeatInterval: 500 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let owned = [];
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    event('revoked', { partitions: owned });
    owned = payload.memberAssignment[topic] || [];
    event('assigned', { partitions: owned });
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => { process.stderr.write(`${payload.error}\n`); process.exit(1); });
  await consumer.run({ autoCommit: false, eachMessage: async ({ partition, message }) => {
    event('record', { partition, offset: Number(message.offset), value: encode(message.value) });
    await consumer.commitOffsets([{ topic, partition, offset: String(Number(message.offset) + 1) }]);
  } });
  await new Promise((resolve) => { process.stdin.once('data', resolve); process.stdin.once('end', resolve); });
  await consumer.disconnect();
  event('left', {});
}

async function main([command, bootstrap, ...rest]) {
  await zstd.init();
  if (command === 'codecs') {
    process.stdout.write(JSON.stringify(Object.keys(TYPES)) + '\n');
  } else if (command === 'member') {
    await member(bootstrap, ...rest);
  } else {
    const plan = JSON.parse(fs.readFileSync(rest[0], 'utf8'));
    const answer = await { produce, consume }[command](bootstrap, plan.topics);
    await new Promise((written) => process.stdout.write(JSON.stringify({ topics: answer }) + '\n', written));
  }
}

main(process.argv.slice(2)).then(() => process.exit(0), (error) => {
  process.stderr.write(`${error.stack || error}\n`);
  process.exit(1);
});
