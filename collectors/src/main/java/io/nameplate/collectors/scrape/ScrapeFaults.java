/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.scrape;

import java.time.Duration;

/** Counts how scrapes went. */
public interface ScrapeFaults {

    /** Label of a scrape that gave readings. */
    String OK = "ok";

    /** One scrape ended, as {@link #OK} or a {@link Trouble}'s label. */
    void ended(String source, String outcome, Duration took);

    /** A line or value of a text was left out. */
    void leftOut(String source, String reason);
}
