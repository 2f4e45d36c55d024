/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import java.util.List;

/**
 * A meter whose energy counter the registry knows.
 *
 * @param facility whether it counts all that the facility takes for these blocks, not their IT load alone
 * @param ratioPerMille what it counts, in thousandths of the IT load
 */
public record MeterPlan(AssetId meter, boolean facility, List<BlockId> blocks, int ratioPerMille) {
    public MeterPlan {
        blocks = List.copyOf(blocks);
    }
}
