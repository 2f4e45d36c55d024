/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.otlp;

/** Counts how requests went. */
public interface OtlpFaults {

    /** A request was answered with an HTTP status. */
    void answered(String source, int status);

    /** A point was left out. */
    void leftOut(String source, String reason);

    /** Points of metrics that are not used. */
    void passedOver(String source, long points);
}
