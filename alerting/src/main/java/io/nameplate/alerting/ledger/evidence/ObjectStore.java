/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Bytes under keys such as {@code settled/2026-06-01/000000Z/h1/1.evidence}, whole or not there. What fails is an {@link
 * UncheckedIOException} that names the place; whoever wrote tries again.
 */
public interface ObjectStore extends AutoCloseable {

    /** Why nothing could be kept here, in a sentence that says what to do; empty if it could. */
    Optional<String> problem();

    /** Keeps bytes under a key; they are safe on return. */
    void write(String key, byte[] bytes);

    Optional<byte[]> read(String key);

    /** The parts that follow a folder's name in the keys below it, each once, in order; none where nothing is below it. */
    List<String> names(String folder);

    /** Removes what was written below a folder before an instant and gives how many objects these were. */
    long deleteBefore(String folder, Instant instant);

    /** Lets go of what it holds; nothing for a store that holds nothing. */
    @Override
    default void close() {}
}
