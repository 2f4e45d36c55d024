/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.List;

/** A collector and the halls it serves. */
public record Collector(CollectorId collector, List<HallId> halls) {
    public Collector {
        halls = List.copyOf(halls);
    }
}
