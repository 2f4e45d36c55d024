/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.time.Duration;

/**
 * How gently a device wants to be asked.
 *
 * @param pauseAfterConnect how long to wait between connecting and the first request
 * @param minGap how long to wait between an answer and the next request
 * @param oneRequestPerPoint whether neighbours must not be read together
 */
public record Pace(Duration pauseAfterConnect, Duration minGap, boolean oneRequestPerPoint) {

    /** As fast as it answers. */
    public static final Pace NONE = new Pace(Duration.ZERO, Duration.ZERO, false);
}
