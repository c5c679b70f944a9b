"""Counts the rides of a topic by pickup location, as the course's streaming lesson does, and writes the counts to another topic.

    spark/run spark_rides.py BOOTSTRAP RIDES_TOPIC COUNTS_TOPIC CHECKPOINT_FOLDER
"""

import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

bootstrap, rides_topic, counts_topic, checkpoint = sys.argv[1:]
spark = SparkSession.builder.appName("rides").getOrCreate()
spark.sparkContext.setLogLevel("ERROR")


def write(counts, _):
    (counts.selectExpr("CAST(PULocationID AS STRING) AS key", "CAST(count AS STRING) AS value")
        .write.format("kafka").option("kafka.bootstrap.servers", bootstrap).option("topic", counts_topic).save())


rides = (spark.readStream.format("kafka")
         .option("kafka.bootstrap.servers", bootstrap)
         .option("subscribe", rides_topic)
         .option("startingOffsets", "earliest")
         .load())
counts = (rides.select(F.from_json(F.col("value").cast("string"), "PULocationID INT").alias("ride"))
          .groupBy("ride.PULocationID").count())
(counts.writeStream.outputMode("complete").foreachBatch(write)
    .option("checkpointLocation", checkpoint).trigger(availableNow=True).start().awaitTermination())
spark.stop()
