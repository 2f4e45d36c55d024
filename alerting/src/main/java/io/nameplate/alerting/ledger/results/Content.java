/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What one interval of a line was: the checked reading of a canonical content object.
 *
 * @param canonical the canonical JSON, byte for byte what the offline settlement writes
 * @param sha256 its SHA-256 in hex
 */
public record Content(
        LeaseId lease,
        LineId line,
        Instant start,
        Duration interval,
        long contracted,
        Map<State, Long> states,
        Map<BlockId, Map<State, Long>> blocks,
        long registryVersion,
        String canonical,
        String sha256) {

    public Content {
        states = Map.copyOf(states);
        blocks = Map.copyOf(blocks);
    }

    public long of(State state) {
        return states.getOrDefault(state, 0L);
    }

    public long delivered() {
        return of(State.IDLE) + of(State.UTILIZED);
    }
}
