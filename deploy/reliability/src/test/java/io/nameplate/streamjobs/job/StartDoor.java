/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.util.List;

/** Lets the simulation begin a job without state as the product does. */
public final class StartDoor {

    private StartDoor() {}

    /** Epoch second before which such a job leaves everything to the ledger. */
    public static long settledBefore(Registry registry, List<SettledThrough> settled) {
        return SettledBefore.of(registry, settled);
    }
}
