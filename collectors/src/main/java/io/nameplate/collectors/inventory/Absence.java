/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;

/**
 * One episode in which a node gave no reading: which slots it covered and the strongest that was said of it meanwhile,
 * so that all of it can be stated again should the node come back with another boot.
 *
 * @param since epoch seconds at which the last reading stopped being in force
 * @param from epoch seconds, start of the first absent slot
 * @param to epoch seconds, end of the last absent slot
 * @param reason the first that was more than a silent source, else that
 * @param witness off above no load above on above unknown
 * @param port down above up above unknown
 */
record Absence(long since, long from, long to, AbsentReason reason, Witness witness, Port port) {

    Absence extended(long newTo, AbsentReason newReason, Witness newWitness, Port newPort) {
        return new Absence(
                since,
                from,
                newTo,
                reason == AbsentReason.STALE_SOURCE ? newReason : reason,
                Strength.stronger(witness, newWitness),
                Strength.stronger(port, newPort));
    }

    /** The code that states the whole episode once it is known to have ended with another boot. */
    long rebootedCode() {
        return Evidence.absent(reason, witness, port, since, true);
    }
}
