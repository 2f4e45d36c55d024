/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import com.influxdb.client.write.Point;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.LineOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes points on a thread of its own from a bounded queue. What finds no place, or is not taken after three tries, is
 * dropped, counted and said: the ledger has it.
 */
final class InfluxWriter implements SinkWriter<LineOutcome> {

    private static final Logger LOGGER = LoggerFactory.getLogger(InfluxWriter.class);
    private static final int PLACES = 10_000;
    private static final int BATCH = 500;
    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 500;

    private final InfluxConnection influx;
    private final Counters counters;
    private final BlockingQueue<LineOutcome> queue = new ArrayBlockingQueue<>(PLACES);
    private final Thread thread = new Thread(this::run, "influx-writer");
    private volatile boolean closed;
    private boolean saidDropped;

    InfluxWriter(InfluxConnection influx, Counters counters) {
        this.influx = influx;
        this.counters = counters;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void write(LineOutcome outcome, Context context) {
        if (!queue.offer(outcome)) {
            counters.add(Counter.POINTS_DROPPED, Points.of(outcome).size());
        }
    }

    @Override
    public void flush(boolean endOfInput) {
        // a checkpoint does not wait for a view
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                LineOutcome first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<LineOutcome> batch = new ArrayList<>(List.of(first));
                    queue.drainTo(batch, BATCH - 1);
                    write(batch.stream()
                            .flatMap(outcome -> Points.of(outcome).stream())
                            .toList());
                }
            }
        } catch (InterruptedException e) {
            LOGGER.atDebug().log("stopped with points unwritten");
        } finally {
            influx.close();
        }
    }

    private void write(List<Point> points) throws InterruptedException {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                influx.write(points);
                counters.add(Counter.POINTS, points.size());
                counters.state("influx", "ok");
                saidDropped = false;
                return;
            } catch (RuntimeException e) {
                counters.state("influx", String.valueOf(e.getMessage()));
                if (attempt == TRIES || closed) {
                    drop(points, e);
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * attempt);
            }
        }
    }

    private void drop(List<Point> points, RuntimeException why) {
        counters.add(Counter.POINTS_DROPPED, points.size());
        if (!saidDropped) {
            saidDropped = true;
            LOGGER.atWarn()
                    .addKeyValue("points", points.size())
                    .addKeyValue("reason", why.getMessage())
                    .log("InfluxDB does not take points; they are dropped until it does");
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(2_000);
        thread.interrupt();
    }
}
