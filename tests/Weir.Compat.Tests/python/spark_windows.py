"""Counts rides by pickup location in windows of ten minutes of event time, until it is stopped.

    spark/run spark_windows.py BOOTSTRAP RIDES_TOPIC UPDATES_TOPIC FINALS_TOPIC CHECKPOINT_FOLDER

Every change of a count goes to one topic (update mode), every count whose window the watermark has passed to the other (append mode).
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

bootstrap, rides_topic, updates_topic, finals_topic, checkpoint = sys.argv[1:]
spark = SparkSession.builder.appName("windows").config("spark.sql.session.timeZone", "UTC").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def count(mode, topic):
    # Few rides at a time, so that there are many batches to be killed in.
    rides = (spark.readStream.format("kafka")
             .option("kafka.bootstrap.servers", bootstrap)
             .option("subscribe", rides_topic)
             .option("startingOffsets", "earliest")
             .option("maxOffsetsPerTrigger", 40)
             .load()
             .select(F.from_json(F.col("value").cast("string"), "PULocationID INT, tpep_pickup_datetime TIMESTAMP").alias("ride"))
             .select("ride.*"))
    counts = (rides.withWatermark("tpep_pickup_datetime", "30 minutes")
              .groupBy(F.window("tpep_pickup_datetime", "10 minutes"), "PULocationID").count()
              .select(F.concat_ws(" ", F.date_format("window.start", "yyyy-MM-dd HH:mm"), "PULocationID").alias("key"),
                      F.col("count").cast("string").alias("value")))
    (counts.writeStream.outputMode(mode).format("kafka")
        .option("kafka.bootstrap.servers", bootstrap)
        .option("topic", topic)
        .option("checkpointLocation", f"{checkpoint}/{mode}")
        .start())


count("update", updates_topic)
count("append", finals_topic)
spark.streams.awaitAnyTermination()
