/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.metrics.MetricGroup;
import org.jspecify.annotations.Nullable;

/**
 * What one job has counted in this process, and what it last said of itself. Operators find theirs by the job's name,
 * because Flink makes the operators, and show their share of it as metrics. Thread-safe.
 */
public final class Counters {

    private static final Map<String, Counters> JOBS = new ConcurrentHashMap<>();

    private final @Nullable Counters process;
    private final @Nullable MetricGroup metrics;
    private final Map<Counter, LongAdder> counts = new EnumMap<>(Counter.class);
    private final Map<String, Object> facts = new ConcurrentHashMap<>();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    private Counters(@Nullable Counters process, @Nullable MetricGroup metrics) {
        this.process = process;
        this.metrics = metrics;
        for (Counter counter : Counter.values()) {
            counts.put(counter, new LongAdder());
        }
    }

    /** The counters of a job; the same object for the same name. */
    public static Counters of(String job) {
        return JOBS.computeIfAbsent(job, key -> new Counters(null, null));
    }

    /** One operator's share: counts here too, and shows as metrics what has been counted or stated. */
    public Counters in(MetricGroup group) {
        return new Counters(this, group.addGroup("nameplate"));
    }

    public void add(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long count) {
        adder(counter).add(count);
        if (process != null) {
            process.add(counter, count);
        }
        if (metrics != null && shown.add(counter.key())) {
            metrics.gauge(counter.key(), () -> get(counter));
        }
    }

    public long get(Counter counter) {
        return adder(counter).sum();
    }

    /**
     * States something that is not a count, for the status: a text, a number or a boolean.
     *
     * @param key what it is, then a dot and the collector if it is about one
     */
    public void state(String key, Object value) {
        facts.put(key, value);
        if (process != null) {
            process.state(key, value);
        }
        if (metrics != null && shown.add(key)) {
            int dot = key.indexOf('.');
            MetricGroup group = dot < 0 ? metrics : metrics.addGroup("collector", key.substring(dot + 1));
            group.gauge(dot < 0 ? key : key.substring(0, dot), () -> shownAs(facts.get(key)));
        }
    }

    /** Metrics are numbers: true is 1, what is no longer stated is -1. */
    private static Object shownAs(@Nullable Object fact) {
        if (fact instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        return fact == null ? -1 : fact;
    }

    /** Takes back what was stated. */
    public void unstate(String key) {
        facts.remove(key);
        if (process != null) {
            process.unstate(key);
        }
    }

    /** Everything, by name. */
    public SortedMap<String, Object> snapshot() {
        SortedMap<String, Object> all = new TreeMap<>(facts);
        counts.forEach((counter, adder) -> all.put(counter.key(), adder.sum()));
        return all;
    }

    @SuppressWarnings("NullAway") // the constructor has put every constant
    private LongAdder adder(Counter counter) {
        return counts.get(counter);
    }
}
