/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.LineKey;

/** A capacity line in the settlement interval that begins at an epoch second: what one result is about. */
public record LineInterval(LineKey line, long start) {

    public static LineInterval of(String lease, String line, long start) {
        return new LineInterval(new LineKey(new LeaseId(lease), new LineId(line)), start);
    }
}
