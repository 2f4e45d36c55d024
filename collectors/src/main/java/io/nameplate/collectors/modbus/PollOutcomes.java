/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.model.language.AssetId;

/** Counts how polls ended. */
public interface PollOutcomes {

    /** Label of a poll that read every point. */
    String OK = "ok";

    /**
     * One poll of a device ended.
     *
     * @param outcome {@link #OK} or a {@link Trouble} label
     */
    void ended(AssetId device, String outcome);
}
