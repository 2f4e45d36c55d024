/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalDouble;

/**
 * How long a spool can go on without its consumers until it has to drop what is pending, or the disk is full, at the rate of the last minutes. Not
 * thread-safe.
 */
public final class Endurance {

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration LEAST = Duration.ofMinutes(1);
    private static final double MILLIS_PER_HOUR = 3_600_000;

    private record Sample(long millis, long produced) {}

    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /**
     * Hours left, never below zero; infinite where nothing is produced; empty until a minute was watched.
     *
     * @param most how many bytes the spool may come to hold
     * @param now epoch milliseconds; call it now and then, each call is a sample
     */
    public OptionalDouble hours(SpoolStats stats, long most, long now) {
        if (!samples.isEmpty()
                && (now < samples.peekLast().millis()
                        || stats.produced() < samples.peekLast().produced())) {
            samples.clear();
        }
        samples.addLast(new Sample(now, stats.produced()));
        while (samples.size() > 2 && samples.peekFirst().millis() < now - WINDOW.toMillis()) {
            samples.removeFirst();
        }
        Sample first = samples.peekFirst();
        long millis = now - first.millis();
        if (millis < LEAST.toMillis()) {
            return OptionalDouble.empty();
        }
        double recordBytes = stats.held() == 0 ? 0 : (double) stats.bytes() / stats.held();
        double bytesPerMilli = recordBytes * (stats.produced() - first.produced()) / millis;
        double free = Math.max(0, most - stats.pending() * recordBytes);
        return OptionalDouble.of(
                bytesPerMilli == 0 ? Double.POSITIVE_INFINITY : free / bytesPerMilli / MILLIS_PER_HOUR);
    }
}
