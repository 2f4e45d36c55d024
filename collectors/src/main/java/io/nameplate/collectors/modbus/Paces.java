/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.model.language.document.Fields;

/** Reads how gently a device wants to be asked, which may stand in its profile as well as in the device file. */
public final class Paces {

    private Paces() {}

    /** Reads the keys, as far as they are given. */
    public static Pace read(Fields fields, Pace standard) {
        return new Pace(
                fields.duration("pause_after_connect", standard.pauseAfterConnect()),
                fields.duration("min_gap", standard.minGap()),
                fields.bool("one_request_per_point", standard.oneRequestPerPoint()));
    }
}
