/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one job has counted in this process, and what it last said of itself. Operators find theirs by the job's name,
 * because Flink makes the operators. Thread-safe.
 */
public final class Counters {

    private static final Map<String, Counters> JOBS = new ConcurrentHashMap<>();

    private final Map<Counter, LongAdder> counts = new EnumMap<>(Counter.class);
    private final Map<String, Object> facts = new ConcurrentHashMap<>();

    private Counters() {
        for (Counter counter : Counter.values()) {
            counts.put(counter, new LongAdder());
        }
    }

    /** The counters of a job; the same object for the same name. */
    public static Counters of(String job) {
        return JOBS.computeIfAbsent(job, key -> new Counters());
    }

    public void add(Counter counter) {
        add(counter, 1);
    }

    public void add(Counter counter, long count) {
        adder(counter).add(count);
    }

    public long get(Counter counter) {
        return adder(counter).sum();
    }

    /** States something that is not a count, for the status: a text, a number or a boolean. */
    public void state(String key, Object value) {
        facts.put(key, value);
    }

    /** Takes back what was stated. */
    public void unstate(String key) {
        facts.remove(key);
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
