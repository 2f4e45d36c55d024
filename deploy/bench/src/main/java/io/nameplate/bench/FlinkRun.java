/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.evidence.EvidenceOperator;
import io.nameplate.streamjobs.evidence.EvidenceSettings;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.verdict.HallVerdict;
import io.nameplate.streamjobs.verdict.LineVerdict;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple3;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * The stream job from memory: its operators on a local cluster of parallelism 1, as the job sets it up, between a source that
 * hands out records that lie ready and a sink that looks at what is settled. Beside it the direct loop: {@link Kernel} over
 * the same records, read by the same clock. The cluster stands before anything is measured and until the end, as it does in
 * service: what it costs beside a job falls on both. One at a time in a process: the job finds its records and its registry
 * in static fields.
 */
final class FlinkRun implements AutoCloseable {

    /** How many intervals a run has. */
    static final int INTERVALS = 4;

    private static final CollectorId COLLECTOR = new CollectorId(BenchSite.COLLECTOR);
    private static final long NOT_BEGUN = -1;

    private static final AtomicReference<Playback> FEED = new AtomicReference<>();
    private static final AtomicReference<Registry> REGISTRY = new AtomicReference<>();
    private static final AtomicLong BEGAN = new AtomicLong(NOT_BEGUN);
    private static final AtomicLong ENDED = new AtomicLong(NOT_BEGUN);
    private static final Map<State, Long> SETTLED = new EnumMap<>(State.class);

    private final long start;
    private final Kernel kernel;
    private final int interval;
    private final int seconds;
    private final Configuration flink = settings();
    private final MiniCluster cluster;
    private Map<State, Long> expected = Map.of();

    FlinkRun(Registry registry, long start) {
        this.start = start;
        this.kernel = new Kernel(registry);
        this.interval = (int) registry.interval().toSeconds();
        this.seconds = INTERVALS * interval;
        REGISTRY.set(registry);
        FEED.set(new Playback(registry, start));
        this.cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .withRandomPorts()
                .build());
        try {
            cluster.start();
        } catch (Exception failed) {
            throw new IllegalStateException("the cluster does not start", failed);
        }
    }

    private static Configuration settings() {
        Configuration flink = new Configuration();
        flink.setString("pipeline.generic-types", "false");
        flink.setString("pipeline.object-reuse", "true");
        flink.setString("parallelism.default", "1");
        flink.setString("state.backend.type", "hashmap");
        flink.setString("taskmanager.memory.managed.size", "8m");
        flink.setString("taskmanager.memory.network.min", "32m");
        flink.setString("taskmanager.memory.network.max", "32m");
        return flink;
    }

    /**
     * Settles the intervals without Flink.
     *
     * @return nanoseconds of processor time
     */
    double direct() {
        long began = CpuClock.nanosOfAll();
        Map<State, Long> states = new EnumMap<>(State.class);
        for (int first = 0; first < seconds; first += interval) {
            int from = first;
            kernel.settle(start + first, () -> records(from, from + interval));
            kernel.states().forEach((state, ms) -> states.merge(state, ms, Long::sum));
        }
        expected = states;
        return CpuClock.nanosOfAll() - began;
    }

    private static Playback feed() {
        return Objects.requireNonNull(FEED.get());
    }

    private static Iterator<UpRecord> records(int from, int to) {
        return IntStream.range(from, to)
                .boxed()
                .flatMap(second -> feed().second(second).stream())
                .iterator();
    }

    /**
     * Settles the intervals in Flink; all states must be what {@link #direct} counted.
     *
     * @return nanoseconds of processor time from the first record until all results are there
     */
    double flink() {
        BEGAN.set(NOT_BEGUN);
        ENDED.set(NOT_BEGUN);
        synchronized (SETTLED) {
            SETTLED.clear();
        }
        try {
            cluster.executeJobBlocking(job());
        } catch (Exception failed) {
            throw new IllegalStateException("the job failed", failed);
        }
        double nanos = ENDED.get() - BEGAN.get();
        synchronized (SETTLED) {
            if (!SETTLED.equals(expected)) {
                throw new IllegalStateException("the job settled " + SETTLED + ", the direct loop " + expected);
            }
        }
        return nanos;
    }

    private JobGraph job() {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(flink);
        RegistryAccess known = new Known();
        int perSecond = feed().records();
        EvidenceSettings settings = new EvidenceSettings("bench", known, null, Duration.ofMinutes(2), 0);
        environment
                .fromSource(
                        new NumberSequenceSource(0, (long) seconds * perSecond - 1),
                        WatermarkStrategy.noWatermarks(),
                        "numbers",
                        Types.LONG)
                .map(new Hand(perSecond))
                .returns(Arrival.TYPE)
                .transform("evidence", HallChange.TYPE, new EvidenceOperator(settings))
                .keyBy(
                        change -> Tuple2.of(change.hall().value(), change.start()),
                        Types.TUPLE(Types.STRING, Types.LONG))
                .process(new HallVerdict(known), HallWord.TYPE)
                .flatMap(new Parts())
                .returns(LinePart.TYPE)
                .keyBy(
                        part -> Tuple3.of(
                                part.about().line().lease().value(),
                                part.about().line().line().value(),
                                part.about().start()),
                        Types.TUPLE(Types.STRING, Types.STRING, Types.LONG))
                .process(new LineVerdict(known, List.of()), LineOutcome.TYPE)
                .sinkTo(new Look());
        return environment.getStreamGraph().getJobGraph();
    }

    @Override
    public void close() {
        try {
            cluster.close();
        } catch (Exception failed) {
            throw new IllegalStateException("the cluster does not end", failed);
        }
    }

    /** Adds up what is settled; every interval and line must be settled once. */
    private static final class Look implements Sink<LineOutcome> {
        private static final long serialVersionUID = 1L;

        @Override
        public SinkWriter<LineOutcome> createWriter(WriterInitContext context) {
            return new SinkWriter<>() {
                @Override
                public void write(LineOutcome outcome, Context unused) {
                    if (!outcome.settled() || outcome.counter() != 1) {
                        throw new IllegalStateException("not settled at once: " + outcome);
                    }
                    synchronized (SETTLED) {
                        outcome.result().content().states().forEach((state, ms) -> SETTLED.merge(state, ms, Long::sum));
                    }
                }

                @Override
                public void flush(boolean endOfInput) {
                    if (endOfInput) {
                        ENDED.set(CpuClock.nanosOfAll());
                    }
                }

                @Override
                public void close() {
                    // nothing is open
                }
            };
        }
    }

    /** The registry as every task knows it: it has been read before, as the job's feed does. */
    private static final class Known implements RegistryAccess {
        private static final long serialVersionUID = 1L;

        @Override
        public Registry current() {
            return Objects.requireNonNull(REGISTRY.get());
        }

        @Override
        public Registry atLeast(long version) {
            return current();
        }

        @Override
        public Optional<Registry> version(long number) {
            return Optional.of(current());
        }
    }

    /** Hands out the records; with the first one the time begins to count. */
    private static final class Hand implements MapFunction<Long, Arrival> {
        private static final long serialVersionUID = 1L;

        private final int perSecond;
        private transient @Nullable List<UpRecord> second;

        Hand(int perSecond) {
            this.perSecond = perSecond;
        }

        @Override
        public Arrival map(Long number) {
            if (number == 0) {
                BEGAN.set(CpuClock.nanosOfAll());
            }
            int at = (int) (number % perSecond);
            if (at == 0) {
                second = feed().second((int) (number / perSecond));
            }
            return new Arrival.Taken(
                    COLLECTOR, 1, Objects.requireNonNull(second).get(at));
        }
    }

    /** What would be posted as evidence stays here. */
    private static final class Parts implements FlatMapFunction<HallWord, LinePart> {
        private static final long serialVersionUID = 1L;

        @Override
        public void flatMap(HallWord word, Collector<LinePart> out) {
            if (word instanceof LinePart part) {
                out.collect(part);
            }
        }
    }
}
