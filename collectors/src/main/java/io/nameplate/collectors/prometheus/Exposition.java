/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

/** Takes what a text holds, in its order. */
public interface Exposition {

    /** A line with a value. */
    void sample(Sample sample);

    /** What a family of samples is; it comes before its samples where the text keeps to its format. */
    default void type(String family, MetricType type) {}

    /** The unit of a family, as OpenMetrics texts may say it. */
    default void unit(String family, String unit) {}

    /**
     * A line was left out.
     *
     * @param line from 1; 0 where the text as a whole is meant
     */
    void bad(Fault fault, int line);
}
