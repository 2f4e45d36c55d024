/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.model.language.AssetId;
import java.time.Duration;

/**
 * How a poll ended.
 *
 * @param outcome {@link #OK} or a {@link Trouble} label
 * @param detail what was wrong, in words; empty where nothing was
 * @param answering how long the device took to answer; zero where it was not asked
 */
public record PollEnd(AssetId device, int unit, String outcome, String detail, Duration answering) {

    /** Label of a poll that read every point. */
    public static final String OK = "ok";
}
