/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.truth;

import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.Lease;
import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.facility.Gpus;
import io.nameplate.simulator.facility.Limiter;
import io.nameplate.simulator.scenario.Witness;
import org.jspecify.annotations.Nullable;

/**
 * The contract's attribution ladder in terms of what happened: first match wins. Windows of the registry stand above it
 * and are applied by the caller, to losses only.
 */
final class Ladder {

    private final Facility facility;
    private final Silences silences;

    Ladder(Facility facility, Silences silences) {
        this.facility = facility;
        this.silences = silences;
    }

    /** What a whole node is while it cannot be had; null where it can and its GPUs must be looked at one by one. */
    @Nullable
    Bucket node(int node, long second, Lease lease) {
        Silences.Silence silence = silences.at(node, second);
        if (silence == null) {
            return null;
        }
        int block = facility.layout().blockOf(node);
        Witness witness = silence.booted() ? silence.darkest() : facility.witness(node);
        boolean portDown = silence.booted() ? silence.portDown() : facility.portDown(node);
        if (!facility.powered(block) && witness != Witness.ON) {
            return Bucket.UNPOWERED;
        }
        if (!facility.cooled(block) && witness != Witness.ON) {
            return Bucket.UNCOOLED;
        }
        if (portDown) {
            return Bucket.UNCONNECTED;
        }
        boolean longDark = witness == Witness.NO_LOAD
                && second >= silence.from() + lease.unreachableAfter().toSeconds();
        return witness == Witness.OFF || longDark || silence.booted() ? Bucket.FAULTED : Bucket.UNMEASURED;
    }

    /** What a GPU of a node that can be had is; for a held-down clock, what its lost part is. */
    Bucket gpu(int gpu, int node, Lease lease, CapacityLine line) {
        for (int xid : facility.fatalXids(gpu)) {
            if (lease.xidTable().unusable().contains(xid)) {
                return Bucket.FAULTED;
            }
        }
        for (GpuCondition condition : facility.conditions(gpu)) {
            if (lease.xidTable().unusable().contains(condition.code())) {
                return Bucket.FAULTED;
            }
        }
        Gpus gpus = facility.gpus();
        if (!gpus.busy(gpu)) {
            return Bucket.IDLE;
        }
        if (gpus.clock(gpu) >= line.guaranteedClockMhz()) {
            return Bucket.UTILIZED;
        }
        Limiter limiter = gpus.limiter(gpu);
        return switch (limiter) {
            case COOLING -> facility.cooled(facility.layout().blockOf(node)) ? Bucket.DERATED_COOLING : Bucket.UNCOOLED;
            case BRAKE -> Bucket.DERATED_POWER;
            case LIMIT -> gpus.limit(gpu) < line.contractedLimitW() ? Bucket.OPERATOR_LIMITED : Bucket.UTILIZED;
            case NONE -> Bucket.UTILIZED;
        };
    }

    /** Of a thousand parts of a GPU's second, how many its bucket takes: all, or the lost part of a held-down clock. */
    int lostPerMille(Bucket bucket, int gpu, CapacityLine line) {
        boolean heldDown = bucket == Bucket.UNCOOLED
                || bucket == Bucket.DERATED_COOLING
                || bucket == Bucket.DERATED_POWER
                || bucket == Bucket.OPERATOR_LIMITED;
        if (!heldDown) {
            return 1000;
        }
        long guaranteed = line.guaranteedClockMhz();
        long lost = (guaranteed - facility.gpus().clock(gpu)) * 1000;
        long floor = lost / guaranteed;
        long twice = 2 * (lost % guaranteed);
        boolean up = twice > guaranteed || (twice == guaranteed && floor % 2 == 1);
        return (int) (up ? floor + 1 : floor);
    }
}
