/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Gets one text. The future always completes, within the time allowed and never exceptionally. */
public interface Fetcher extends AutoCloseable {

    default CompletableFuture<Fetched> fetch(URI uri, Duration timeout) {
        return fetch(uri, timeout, "");
    }

    /**
     * Gets a text unless it is still the one of a mark.
     *
     * @param etag the mark of the text that is known; empty where none is
     */
    CompletableFuture<Fetched> fetch(URI uri, Duration timeout, String etag);

    /** Looks whether the certificates that it uses were exchanged. */
    default void renew() {}

    @Override
    void close();
}
