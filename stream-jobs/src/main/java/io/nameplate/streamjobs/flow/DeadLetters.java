/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Samples of what one job could not read in this process, until they are filed with the ledger. Bounded: what finds no place is
 * only counted, which the caller does. Thread-safe.
 */
public final class DeadLetters {

    /** The most bytes that a sample has. */
    public static final int SAMPLE_BYTES = 1024;

    private static final int PLACES = 200;
    private static final Map<String, DeadLetters> JOBS = new ConcurrentHashMap<>();

    private final ArrayDeque<Letter> waiting = new ArrayDeque<>();

    private DeadLetters() {}

    /** The letters of a job; the same object for the same name. */
    public static DeadLetters of(String job) {
        return JOBS.computeIfAbsent(job, key -> new DeadLetters());
    }

    /**
     * Something that could not be read.
     *
     * @param source where it came from
     * @param bytes how long it was
     * @param sample its first bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares letters
    public record Letter(String source, String reason, int bytes, String sha256, byte[] sample) {}

    /** Keeps the first bytes of something, if there is a place. */
    public synchronized void add(String source, String reason, byte[] bytes) {
        if (waiting.size() < PLACES) {
            waiting.add(new Letter(
                    source,
                    reason,
                    bytes.length,
                    sha256(bytes),
                    Arrays.copyOf(bytes, Math.min(bytes.length, SAMPLE_BYTES))));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The oldest of those that wait. */
    public synchronized List<Letter> waiting(int most) {
        return waiting.stream().limit(most).toList();
    }

    /** Gives the places of the oldest ones free: they are filed, or never will be. */
    public synchronized void done(int count) {
        Iterator<Letter> oldest = waiting.iterator();
        for (int i = 0; i < count && oldest.hasNext(); i++) {
            oldest.next();
            oldest.remove();
        }
    }
}
