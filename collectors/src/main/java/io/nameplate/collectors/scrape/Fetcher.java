/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Gets one text. The future always completes, within the time allowed and never exceptionally. */
public interface Fetcher extends AutoCloseable {

    CompletableFuture<Fetched> fetch(URI uri, Duration timeout);

    @Override
    void close();
}
